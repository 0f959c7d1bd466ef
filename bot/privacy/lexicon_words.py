"""Words that look like names in a coder's text and are not: eponyms, field words, payers, places.

Lower case, ASCII, a list of ours. `ORDINARY` words never are part of a name that nothing else announces;
`EPONYMS` are, unless a word of `EPONYM_HEADS` follows; `ORGANISATION` words after a name make it a house.
"""

from __future__ import annotations

import re

from bot.privacy.lexicon_field import FIELD_WORDS

EPONYMS = frozenset(
    """
abbe achilles addison adson albright allen allis alport alzheimer apgar apley argyll arnold asherman asherson asperger austin babinski
baker bankart barlow barrett bartholin bartter bassini batten baxter behcet bell bennett berger bernard billroth blalock blount bochdalek
bosniak bouchard bowen bowman braden bright broca brodie brostrom broviac brugada brugger buerger burch burkitt burow caldwell capgras
caroli castleman chance charcot chiari child chopart christian churg clark cobb codman colles collins conn cooley coombs cooper costen
cotton crohn cushing dandy darier delorme dequervain dercum doppler down dressler duchenne dukes dupuytren ebstein edwards ehlers
eisenmenger epley epstein erb evans ewing fabry fallopian fallot fanconi felty finkelstein fitz foley fontan fowler frank freiberg
friedreich galeazzi ganz gardner gaucher gehrig ghon gilbert glasgow gleason goldmann goodpasture gottron gowers graves grawitz grey
guillain guyon hallux hamman hand hartmann hartnup hashimoto heberden hegar heimlich heller henle henoch herbert hill hirschsprung hodgkin
hoffa hoffmann holter homan homans horner horton hunter huntington hurler hutchinson ilizarov insall jackson jacobsen james jarisch
jefferson jones judet kaposi kawasaki kayser kegel keller kienbock kirschner klebs kleihauer klinefelter klippel kocher koplik korsakoff
krukenberg kussmaul lachman lambert langer langerhans lapidus latarjet laurin leopold lesch lewy leydig lichtenstein lindegaard lisfranc
littre ludwig lugol lyme lynch madelung maisonneuve mallory mantoux marfan marjolin marshall mason mayfield mayo mcbride mcburney mccune
mcdonald mcmurray meckel meigs mendel meniere menkes merkel mirizzi mitrofanoff mobius mohs monteggia montgomery morgagni morquio morton
moya mueller munchausen murphy neer niemann nissen noonan ollier ortolani osgood osler paget pancoast parkinson parks patau patrick
perthes peyronie pfannenstiel phalen pick pierre plummer pneumocystis pompe pott potter prader pratt pringle quincke ramsay ramstedt
raynaud recklinghausen reed reinke reiter rett reye reynolds richter riedel rinne roland romberg rorschach roux rovsing russell sachs
salter schatzki scheie schlatter schlemm schober sever sezary shone shouldice silver simmonds simon sims sjogren skene smith snellen
spencer spiegel spigelian sprengel stargardt steinmann stevens stickler still stokes sturge sudeck swan sweet sydenham syme takayasu tay
tenckhoff terry thiersch thomas thompson tietze tinel tolosa tommy tourette towne treacher trendelenburg turner valsalva vater vincent
virchow volkmann wada wallenberg warthin waterhouse weber wegener weil welch wells wenckebach wernicke wertheim whipple white wilms wilson
wolf wolff yergason zenker zollinger
""".split()
)

EPONYM_HEADS = frozenset(
    """
abscess amputation anemia aneurysm angle anomaly apparatus approach arch arthroplasty assessment ataxia atrophy bag biopsy block blocker
body boot brace bunion bunionectomy bypass carcinoma cast catheter cells chorea clamp clamps class classification clip colostomy
contracture criteria curve cyst cysts deformity dementia dilator disease disorder drain duct dystonia dystrophy edema encephalopathy
equation erosion esophagus et exam excision exercise fibroma flap flaps foramen forceps forces formula fracture fractures fundoplication
gastrectomy gastropexy gland glands grade grading graft hernia herniorrhaphy hysterectomy ileostomy implant incision index inventory
jejunostomy joint law lesion line lobectomy localization lymphadenectomy lymphoma maneuver manoeuvre mask melanoma membrane method monitor
mucosa murmur muscle myotomy needle nephrostomy nerve neuralgia neuroma node nodes nodule operation orchiopexy osteotomy palsy paradox
paralysis patch phenomenon phlebectomy pin pins plate pneumonia point position pouch prep principle procedure procedures prostatectomy
prostatitis prosthesis protocol psychosis pupil purpura pyeloplasty questionnaire ratio reaction reconstruction reflex repair resection
retractor rod rods rule sarcoma scale scan score screw sedation sequence shunt sign signs solution sphincter splint sponge spots stage
staging stain stand stapedectomy stent stimulation stocking stockings stone strain studies study surgery suspension suture syndrome
syndromes system tear technique tendon tenosynovitis test tests thyroiditis traction triad trial tube tubes tumor tumour type ulcer unit
urethroplasty valve vein view virus wire wires x-ray
""".split()
)

ORGANISATION = frozenset(
    """
academy act administrators agency amendment associates association ave avenue bank blvd cancer care center centers centre children clinic
clinics college company corp corporation county deere department drive eye foods foundation general group guide health healthcare heart
hopkins hospice hospital hospitals inc institute insurance laboratories laboratory labs law llc manual medical medicine memorial
ministries ministry mutual network orthopedics partners permanente pharma pharmaceuticals physicians plan plans practice regional rehab
rehabilitation report road school services society solutions st street surgical system systems textbook therapeutics trust university
""".split()
)

KNOWN_PAIRS = frozenset(
    """
albert-einstein allen-bradley ann-arbor argyll-robertson art-therapy austin-flint austin-moore baxter-healthcare carl-zeiss charles-bonnet
christian-science christian-scientist dandy-walker foster-kennedy gene-therapy george-washington graham-steell guy-wire henry-ford
holmes-adie jackson-pratt john-cunningham john-deere john-hancock john-muir johns-hopkins joint-commission kaiser-permanente lou-gehrig
louis-bar mallory-weiss marcus-gunn marie-curie marie-tooth martin-luther mary-kay mary-washington miller-fisher morgan-stanley
pierre-robin ramsay-hunt ray-ban robert-wood ronald-mcdonald rose-bengal russell-silver saint-john santa-barbara santa-clara st-john
stevens-johnson thomas-jefferson tommy-john treacher-collins victor-treacher
""".split()
)

CITY_WORDS = frozenset(
    """
angeles antonio atlanta baltimore baton beach boston bridge chicago cincinnati city cleveland creek dallas denver des detroit diego east
el falls fort francisco grand haven heights hill houston kansas lake las little los memphis miami milwaukee minneapolis moines mount
nashville new north oklahoma orlando orleans park paso philadelphia phoenix pittsburgh point port portland rapids rock rouge sacramento
saint salt san santa seattle south spring springs st tampa valley vegas village west york
""".split()
)

ORDINARY = frozenset(
    """
a abdomen abdominal abn about above absent academy access accident account accounts accredited acronym active acute add add-on addendum
additional address adenoma adjacent adjustment administration administrative admission admit admitted admitting adolescent adult advance
advanced advantage aetna african after again against age aged agency agreement al alabama alaska alert alive all allergies allergy allowed
almost alpha already also alternate am ama ambetter ambulance ambulatory american amerigroup amount amputation an analysis and anemia
anesthesia aneurysm angeles ankle annual another answer anterior anthem antibody anticoagulant antonio any anyone aorta aortic ap
apartment apc appeal appendectomy appendix applied apply appointment approved arizona arkansas arm art arterial artery arthritis
arthroplasty arthroscopy article as asap asian ask asked asp aspiration assay assess assessment assigned assist assistant assisted
association asthma at athena atlanta attending attn audio audit auditor authorization auto available availity avastin average axillary b
baby back bacterial bad balance baltimore barium based basic bcbs be because bed bedside been before behavioral behaviour being below
benefit benefits benign besides best between bid bilateral biliary bill billed biller billing bills birth bite black bladder blank
bleeding blood blue bmi board body bone boston both botox bowel bowels box boy brain branch brand breast breech bronchitis bronchus
brother brow bsa bulletin bundle bundled bundling bureau burn burns but by bypass c calcium calendar california call called came can canal
cancer cannot capsule carcinoma cardiac cardiologist cardiology cardiovascular care carefirst carelon caresource carolina carotid carpal
carrier carriers case cast cataract category catheter caucasian cause cc ccs celiac cell centene center centers central cerner certified
cervical cesarean cgs chair change changes chapter charge charges chart check cheers chemical chemo chemotherapy chest chicago chief child
childhood children chiropractic choice cholecystectomy choledochal chorionic chronic cigarette cigna cigna's cincinnati claim claims class
clause clavicle clean clear clerk cleveland clfs clinic clinical clinician clinics closed closure cms co coast coda code coded coder
coders codes coding cold collect colon colonic colonoscopy color colorado columbia column combination come comma comment commercial
commission common community comparative complete complex complicated component comprehensive compression computed concurrent condition
conditions confirmed congenital congratulations congress connecticut consent consult consultation contact continuous contraceptive
contractor contractors contrast control conversion cooking copay copd coronary correct corrected correction cost cough could council count
county course cover coverage covered cpc cpt craniotomy critical crna cross crossover crosswalk ct culture current custodial customer cyst
cystoscopy dad daily dakota dallas data date dates day days dc dear death debridement december decision deductible deep default defect
degree delaware delayed deliver delivered delivery denial denials denied dental denver department dependent depo-medrol depression depth
dermatology description descriptor destruction detached detailed details detroit device devices diabetes diabetic diagnoses diagnosis
diagnostic dialysis dictated did diego diet difference different difficult digit dilation direct disability disc discharge discharged
disease diseases dislocation disorder disorders display distal district division dl dme do dob doctor doctors document documentation
documented documents does doing done donor dos dose doses double down dpm dr drainage dressing drg drive driven drop drug drugs dry dual
due duplicate durable duration during duty dx dysphagia dysport each ear early east easy echo ed edema edi edit edits education effective
effusion eight eighty either elbow elderly elective electronic electronically eleven eligibility eligible else email embolism emergency
emergent employee employer enbrel encounter end endocrine endoscopic endoscopy english enrollment ent enteral enterography entire entry
environment eob epic epidural episode er era error errors esophageal esophagus established et etc ethnicity eval evaluation even event
every evicore evidence exact exam examination example exams excellus exception excision excludes exclusion exercise existing exit expanded
expect expense expired explain explanation explore exposure extended extensive exterior external extra extremity eye eyelid eyes eylea
facial facility facs fact failed failure fall family fasting fax february federal federation fee feed feeding feet female femoral femur
fetal fever few fibrosis field fifty file filed fill film final financial find findings fine finger first fistula five fixation flag flap
flat flexible flexor floor florida flow flu fluid fluoroscopy follow follow-up followed following food foot for foreign form format former
forms fort forty four fracture fractures francisco free frequency frequently friday friend from front frozen full function functional
further future fx fyi gallbladder ganglion gastric gastro gastroenterology gastrointestinal gave gba geisinger gender general generic
genetic genetics genital georgia geriatric gestational get gi girl give given glands glaucoma global glucose go going good gout government
graft greater greetings gross group growth guam guidance guideline guidelines gyn gynecology had half hampshire hand handbook hands happy
hardware has have having hawaii hcpcs he head headache healing health healthcare healthy hearing heart heel hello help hematology hematoma
hemoglobin hemorrhage hemorrhoid hemorrhoids hepatic hepatitis her here hernia herpes hey hi high highmark hip hipaa his hispanic history
hmo hold home horizon hormone hospice hospital hospitalist hospitals hour hours house household houston how however hpi hr hrs humana
humerus humira hundred hurt husband hx hydration hyper hypertension hypertensive hysterectomy i ibs icd icu idaho idiopathic if ii iii il
iliac illinois illness image images imaging immediate immune immunization impairment implant implantable implants important impression in
inc incident incision include included includes including incomplete incorrect index indiana indication indications individual induced
infant infection infections infectious inferior influenza info information infusion ingrown inguinal inhaled initial initials injection
injections injuries injury inpatient inserted insertion inspection inspector instead instruction instructions insulin insurance insured
insurer intact intensive inter interactive internal international interpretation interventional into intracranial intraoperative
intravenous introduction invalid invasive investigation iowa ipps irrigation is ischemia ischemic island isolated issue issues it item
items its iu iv january jardiance jaw jersey job john's joint joints juice july just justice juvenile kaiser kansas kareo keep kenalog
keytruda kg kid kidney kids kind knee knees know knowledge known lab labor laboratory laceration lack laminectomy laparoscopic laparoscopy
laparotomy laryngoscopy las laser last late later lateral laterality latino law layer lb lbs lcd least left leg legs length lens lesion
lesions less let letter level levels license life ligament light like likely limb limit limitation limited line lines link lipid lipoma
list listed liver living llc lobe local locality located location long longer look looking los loss louisiana low lower lp lucentis lumbar
lump lunch lung lupus lymph lymphoma mac macs macular madam made mail main maine maintenance major make male malignant mammogram
mammography man managed management manager mandible manual many march marker maryland massachusetts master material maternal maternity
matter maxillary maximum may maybe mbi mcg md mdm me meaning means measurement med medi-cal medial median medica medicaid medical
medically medicare medication medications medicine medium medtronic melanoma member members membrane memo memphis meningitis meniscus
mental meridian message meta metastatic method mexico mg miami michigan microscopic mid middle midwife might migraine mild milwaukee min
minimal minimally minimum minneapolis minnesota minor mins minute minutes miscellaneous mismatch miss missing mississippi missouri mitral
ml mo mobile mobility moderate modified modifier modifiers molina mom monday money monitor monitoring montana month monthly months more
morning mos most mother motor mouth move mpfs mr mri mrn mrs ms much mue multi multiple muscle musculoskeletal must mx my myocardial n na
nail nails name names narrative nasal nashville national natural navicular navigator ncci ncd near nebraska neck necrosis need needed
needle needs negative neighbor neonatal neonate neoplasm nephropathy nerve nerves network neuro neurological neurology neuropathy
neurosurgery nevada never new newborn next ng ngs night nine ninety no nodule nombre non noncovered none nonfacility noridian normal north
nose not note noted notes nothing notice november novitas now np npi number numbers nurse nursery nursing nutrition obese obesity obgyn
objective observation obstetric obstetrics obstruction occipital occupational october of off office offices often ohio oil ok okay
oklahoma old older on once oncology one online only onset op open operating operation operative ophthalmology opinion opps optical option
optional optum or oral orbital order ordered ordering orders oregon organ original orlando orthopedic orthopedics orthosis osteoarthritis
osteomyelitis osteopathic osteoporosis other others otitis our out outer outpatient outside ovarian ovary over own oxford oxygen ozempic
pa pacemaker paciente package packet page paid pain palmetto pancreas pancreatic panel pap para paragraph parent parental parents part
partial partially parts past patella pathologic pathological pathology patient patients payer payers payment payments payor pediatric
pelvic pelvis pending penile pennsylvania people peptic per percent percutaneous performed performing period peripheral peritoneal
permanent persistent person personal pertinent pet phalanx pharmacy phase phd philadelphia phoenix phone photo physical physician
physicians physiotherapy pill pin pittsburgh pituitary place placement plain plan planned plans plantar plasma plastic platelet please
pleural plus pm pmh pneumonia podiatry point points policies policy polyp polyps poor population port portable portal portland pos
position positive possible possibly post posterior postoperative postpartum potassium ppe ppo practice practitioner pre precert pregnancy
pregnant premera prenatal preop preoperative prep preparation prepayment presbyterian present presented presenting presents pressure
preventive previous prevnar primary principal print prior privacy private prn pro probable problem problems procedure procedures process
processed product products prof professional program progress prolia prolonged proper prophylactic prostate prosthesis prosthetic
protection protein proteins protocol provide provided provider providers provides proximal psoriasis psych psychiatric psychiatry
psychotherapy pt ptosis ptp pts public puerto pulmonary pump puncture purpose put qid qty quality quarter question questions quick race
radial radiation radiculopathy radiology radius ramp random range rash rate rates ratio read reading ready real rear reason reasonable
receive received recent record records recovery rectal rectum recurrent red reduction refer reference referral referred referring refill
regarding regards regence region register regular regulation rehab reimbursement rejected rejection related release relevant remicade
remote removal removed renal rendering repair repeat replaced replacement reply report reported reporting representative request requested
require required requirement requirements requires resection residual resource respectfully respiratory response rest result results
retail retention retina retinal retinopathy return revenue review reviewed revised revision rheumatoid rhia rhode rib rich rico right risk
rn robotic rocephin role room roomed root ros rotator round route routine rule rules rural rvu rx sacral sacramento safe safety saint
saline same sample san saturday save saw say says scan scar schedule scheduled school science screen screening sd se search seattle sec
secondary secretary secs section security sedation see seen segment seizure select self senate send senior sensory separate separately
sepsis septal september septic serial series service services session set setting seven seventy several severe severity sex sexual shave
she shingrix short shot shots should shoulder show shows shunt side sig sign signature signed significant signing signs simple since
sincerely single sinus sir sister site sites situation six sixty size skilled skin sleep small smoker smoking snare snf so social society
soft solution some someone soon sooner sorry sort source south spanish spasm special specialist specialists specialty specific specified
specimen speech spinal spine spleen splint split sprain spring sra ssn staff staffing stage staged standard standards staple star start
started state statement states station status stay stenosis stent step steps sterile steroid still stimulation stimulator stomach stone
stones stop stress stroke structure student study style sub subject subjective subsequent substance such sudden sufficient suggest summary
sunday superficial superior supervised supervising supervision supervisor supplement supplemental supplies supply support supported
suppose surgeon surgeons surgery surgical surgically survey suspected suture swelling sx symptoms syncope syndrome synovial system
systemic systems table take taken talk tampa tax tdap team tear tech technical technician technologist telehealth telephone tell temporal
temporary ten tendon tennessee tenosynovitis term terminology terms tertiary test tested testing testis tests texas text than thank thanks
that the their them then therapeutic therapist therapy there these they thigh thing things think third thirty this thoracic those thought
three throat thrombosis through thumb thursday thx thyroid tibia tibial tid time times tissue titer title to tobacco today toe toes
together told tomorrow tongue tonsil tonsils too tooth topical torn total tract transcribed transfer transferred transfusion transient
transition transplant trauma traumatic travel treat treated treating treatment trial tricare trigger trimester trulicity trunk try tube
tuesday tumor tumors turn twelve twenty twins two tx type types ulcer ulcers ulna ulnar ultrasound umbilical unbundle uncontrolled under
undergo understand underwent unfortunately uninsured unit united unithealthcare units university unknown unless unlisted unspecified until
up update updated upmc upon upper upright urethra urgent uric urinary urine urologist urology us usa use used uses using usual usually
utah uterine uterus utilization vaccination vaccine vaccines vagina vaginal valid validation value valve variant various vascular vein
veins venous ventral ventricular verbal verify vermont versus vertebra vertebral very vessel veteran veterans via view views viral
virginia virtual virus vision visit visits visual vital vitals vitamin volume voluntary vs waist wait waived walk wall want wants ward
warning was washington we weak weakness wednesday week weekly weeks weight welcome well wellcare wellmark wellness went were west wet what
wheelchair when where whether which while white who whole whom whose why wide wife wig will window wire wisconsin with within without wk
wks woman women wont word work worker workers working would wound wounds wps wrist write written wrong wrote wyoming x-ray xix xray xviii
year years yes yesterday yet yo york you your yours yr yrs zero zofran zone zoster
""".split()
)

_SUFFIX = re.compile(
    r"(?:[ts]ion|ions|ment|ments|ness|olog(?:y|ist|ic|ical)|itis|osis|oses|ectomy|[os]tomy|oscopy|oscopic|plasty|graph(?:y|ic)|emia|uria|path(?:y|ic)|algia"
    r"|[lrncmt]oma|ance|ence|ences|[ai]ble|ical|ical?ly|eous|ious|ular|ity|ities|ing|ings|[itz]ated|ized|ished|ics|ism|edly|ative|ctive|ative|osis|otic|ectal|ively|ential)\Z"
)


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is no name by itself: listed, or built like a medical or abstract word."""
    return word in ORDINARY or word in FIELD_WORDS or _SUFFIX.search(word) is not None
