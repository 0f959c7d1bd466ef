"""Frequent words of the public code descriptions, coverage texts and case reports that are no names.

Counted over ICD-10-CM and HCPCS descriptions (CMS, NCHS), LCD texts and CodiEsp, names and words of the other
lists left out. Lower case, ASCII.
"""

from __future__ import annotations

FIELD_WORDS = frozenset(
    """
aaa abductor abl abnormal abo absorbed absorber absorptiometry absorptive abundant abuse accelerator accessories accessory accidental
accidentally accidents accompanied accord accordion ace acesso acetabulum acetaminophen acetate acetonide achieve achieved achieves acid
acids acoustic acquired acromial acrylic actin actinic activated actual actually actuator adapter added additive addressed adductor
adenopathies adenosine adequate adequately adhered adherent adheres adhesive adipose adjust adjusted adjuvant administered adnexa adrenal
adrenoreceptor adults adverse aecg aerosol aesthetic affect affected afflicted aflibercept afo agencies agenesis agent agents ages ago
agonists agricultural ahi aid aide aided aids air aircraft airflow airplane airway ajcc alarm albumin albuterol alcohol alcoholic
alemtuzumab alfa alginate algorithm aliplast alkaline allergen allergic allogeneic allograft allow allows alone along alopecia als altered
although alveolar amino aml amnio amnion among amounts amoxicillin amp amphotericin amplified amplifier amputee anal analgesia analgesic
analog analogs anamnesis anaphylactic anaphylaxis anatomic anatomy ancillary androgen anesthetic angina angiotensin animal annually
anomalies anomalous anorexia antagonists antepartum anti antibodies anticancer antidepressant antidepressants antiemetic antiepileptic
antifungal antigen antihemophilic antimicrobial antineoplastic antinuclear antiplatelet antiviral anus anxiety anxiolytic anytime apart
apheresis apnea apoe apophyseal apparent apparently appear appeared appears appendices appliances applicator applies approach appropriate
appropriately approximately aprepitant apron arb archive are area areas argatroban aripiprazole armrest arms arni aromatic around arranged
array arrest arrhythmia arrival artacent arteries arteriovenous arthrodesis arthropathies articleid articles artificial asc aseptic aspect
aspirin aspx assault assays assembled assembly assessed assistive asthenia asymptomatic asynchronous athletic atresia atrial atrophic
attached attempt attempted attempts attendant attended attitude attuned auditory aura aureus autogenous autoleucel autologous automated
automatic autonomic autopsy avf avoid away axial axilla axis axolotl azathioprine background backup balanced balloon bamlanivimab band
bandage bands bar bariatric barrier bars basal base baseline bases basis basivertebral bath batteries battery bcg bci bcma bcr bdx beam
beats became began begins behalf behavior behind belt bendamustine beneficiaries beneficiary bent benzene benzodiazepines beta better
bevacizumab beyond bicarbonate biceps bicondylar bicycle bifocal bike bile bilirubin bimalleolar binaural biochemistry biologicals
biomarker biomarkers biopsies biosimilar biosimilars bipolar birthday birthdays bitten blade blast bleed blinded blister blockade blockers
blocks bls blunt bnp boat bodies bomb bones border bortezomib bottle bottom botulinum bound bpci bph bpm bra brachial brachytherapy
brainstem breakdown bridge brief brim brixadi broad bromide bronchial bronchiectasis bronchodilator brush bte bucket budesonide built bulb
bulbs bulkhead bupivacaine buprenorphine bursa burst bus buttock bystander cabg cables cad caffeine calcaneus calcified calculated
calculator calculi calculus calf calibrated caliper calories cam canadian cancelled cancers candidate cane canes cannabis cannula canoe
canthus canvas cap capillary capitate caproate captains car carbohydrates carbon carbuncle carcinoid cardiopulmonary cardioverter
caregiver caries carpometacarpal carried cartilage cartridge cartridges carved cas cases casirivimab caster casts cat catheters caused
causes cava cce ccta cdc cdd cea cefazolin centered centimeter centimeters cerebellar cerebellum cerebral cerebrospinal cerebrum certain
cervicothoracic cervix cfr cgm chain chamber changed channel channels chap chaplain characteristic charger checkpoint cheek
chemotherapeutic childbirth chin chip chlamydia chloride chloroprocaine cholesterol chorioretinal choroidal chromosomal chromosome cic
cied cigarettes cilgavimab ciliary ciprofloxacin circuit circulatory circumstances cisplatin citrate civilian classes classic classified
classifier classifiers clavulanate cleared clearly client clients clindamycin clinicians close closures cmmi cmv coated cobalt cocaine
cochlear coenzyme cognitive coil coli collagen collapse collapsed collar collateral collected combined comes comminuted committee commode
commonly communicate communicated comorbid companion compared compensators competitive complained complementary completed completely
components composed composite compound compounded compounds compressor compromise compromised computer concentrate concentrated
concentrator concentric concerns concurrently conducted condylar condyle confined confirm confirms congestive conjugate conjunctiva
conjunctival connectors consecutive consider considered consisted consistency consistent constant consultant consulted contain contained
container content contents context continue continued continues continuously contraindicated contralateral contrid controlled controller
controls conventional convert coordinated copper coq coracoid cord cords core cornea corneal coronal coronavirus coronoid correctly
corrosive corset cortex corticosteroids cosmetic counter cov covid cpa craft cranial cranium created creatinine crest crisis criterion
cruciate crushed crutch crutches csf csp cta ctlso ctp cuboid cuff cuffs cultural cultures cuneiform cup cure curettage currently
curriculum cushion custom customary cut cva cycle cycles cyclist cyclophosphamide cyclosporine cylinder cypionate cystatin cystic cysts
cytarabine cytogenetic cytometry damage daptomycin daratumumab database daunorubicin daytime dcis decided decisiondx decline declined
decrease decreased defects defibrillator defibrillators deficiencies deficiency deficient deficit deficits defined definitive deformans
degrees dehydrogenase delay delirium delivers deluxe demonstrate demonstrated demonstrates denominator dense deposit deposits depot
depressants depressed depressive derivatives derived dermabind dermal dermis describe described design designated designee desired desk
despite detect detected detergents determine determined develop developed developmental dexamethasone dextrose diagnose diagnosed
dialysate diameter diaper diaphragm diarrhea diastolic dicom died diem dietary differs difficulties difficulty diffuse digestive digital
digitally digits dilated diphtheria directed directly disappeared discarded discharges discomfort disconnect discontinued discovered discs
discussed diseased disks disodium dispense dispensed dispenses displaced disrupt disseminated distant distinct distinguish distress
disturbances diuresis diverticulum dlqi dmepos dna dobutamine dome domiciliary dominant door dorsal dorsiflexion dosage dotatate
doxorubicin dpp dqb drawn drift drinker driver drum ductal ducts duodenal duodenum durometer dxa dyad dye dynamic dysplasia dyspnea
dysthymia earlier ears ecg echocardiogram eclampsia ectopic ectropion edge edges educational eeg effect effects egfr eia ekg elastic
elastomer elastomeric elder electric electrocardiogram electrocardiograph electrode electrodes electrolytes electromagnetic electron
elevated elevator elsewhere embryo emetic emg emit emotional emphysema enabled enanthate encounters ended endobronchial endoluminal
endometrial endopredict endoscope endoskeletal ends enema energy enhanced enrolled ensure entropion environmental envisia enzymatic enzyme
enzymes epicondyle epidermal epididymis epigastric epilepsy epileptic epilepticus epiphysis episodes episodic epithelial epithelium
epoetin epoprostenol epsdt equal equivalent equivalents ercp erg erythema erythematous erythrocyte erythropoiesis esa esano eschar escort
esketamine especially esrd establish esterase estimated estradiol estrogen eustachian evaluate evaluated events evident examples exceed
exceeded exceeds excellent except excess excessive exchange excluded exclusive exeresis exophytic exoskeletal expansive expectancy
expected experienced expertise expiratory explosive explosives exposed extends extensor extent externa extracorporeal extreme exudate
eyeball eyelids fabricated face faceplate facet factor factors fahrenheit fair familial far fascia fat father fatigue fats faucet fda
feature features febrile fecal fed federally felt fentanyl ferric fetus fev ffr fiber fiberglass fibers fibrinogen fibrinolysis fibrous
fibula fifth figure figures files filgrastim filled filler fills filter finally fingers fire firearm firearms firm fish fit fitted fixed
flange flank flex flexion flowmeter fluids fluocinolone fluorescein fluorescent fluoroquinolone fluorouracil foam focal foci focus focused
follows footboard footrest footrests footwear forced forearm forehead fork formatted formed formulas fossa found fourth fpia fqhc
fractional fractionated frailty frame frequent fresenius frontal frostbite fully fumes funded fundus furniture furoate furosemide furuncle
fvc gadolinium gain gait gallium gallon gamma gangrene gap gas gases gauge gauntlet gauze gel gemcitabine generally generator genes
genitalia genitourinary genomes genomic genotype gerd germline giant gip girdle glasses glassmat glenoid glider globulin glove gluconate
gluteal glycemic glycomark glycopyrrolate goal goals gold gonococcal gonorrhea gov grab gradient grafts gram grams granisetron
granulomatous great greenstick ground groups guided gum gun habit habits hair hallucinogen hallucinogens halo halogen hamate handgrips
handle handoff hard harm hbv hcg hcl hcv headaches headboard healed heat heated heavy height held helmet hematocrit hematogenous
hematopoietic hemi hemiplegia hemisphere hemodialysis hemodynamic hemolytic hemopericardium hemorrhagic heparin hereditary hgb hhh higher
highly hightop hikma him hinge hinges hit hiv hla homebound homologues hook horizontal hormonal hormones hospira hot hpv hst https human
humeral humidifier hyaluronan hyaluronic hyaluronidase hydraulic hydrocarbons hydrocele hydrochloride hydrocolloid hydrogel hydrogen
hydrophilic hydroxyprogesterone hyperbaric hyperplasia hypertrophic hypertrophy hypodense hypoglossal hypoplasia hypopnea hypothermia
hysteresis ibd ibuprofen ice ide identified identify ies iga igg igm ihc iiia iiib iiic ileocecal ileum ilium illiteracy imdevimab
immediately immunoassay immunoassays immunodeficiency immunoglobulin immunoglobulins immunohistochemistry immunosuppressive immunotherapy
impact impaired impairs impetigo implanted implemented impregnated improve improved inadequate inch inches incidental incidentally
incidents incisional inclusive inconclusive incorporated incorrectly increase increased independent independently indeterminate indicate
indicated indicates indicator indium individuals indocyanine industrial infantile infants infected infiltrate inflammatory infliximab
informed infrared ingested inhalant inhaler inherited inhibitor inhibitors initially inivata injured inlay inner innominate innovamatrix
inotropic inr insect insecticides insert inside insomnia institutional insufficiency insufficient intake integra integral integrated
intellectual intend intended intense intent intentional intercondylar interdisciplinary interest interface interferon intermediate
intermittent internet interphalangeal interpreted interstitial intertrochanteric interval intervals intervertebral intestinal intestine
intra intracardiac intracavitary intracerebral intracondylar intracoronary intraoral intrapelvic intraprocedural intrathecal intrathoracic
intraurethral intrauterine intravenously intravitreal intrinsic introducer investigational invisionfirst involved iobenguane iodide iodine
ion iop ipsilateral iron ischial ischium islet isoetharine isomers isoproterenol isotope itc itch ite itp ivig ivus jacket jet jiroveci
joystick junior justify kabi kafo kayak kemblo kidneys kit knitted kras kscore label labeled lacer lacrimal lactam lactate lagophthalmos
lamina lamp lamps language large larger larynx latex lauroxil lavage laws laxatives lcdid lcds ldh ldl lead leads leak leakage leather led
legal legg legrest legrests leiden lenses lepf lesser leukapheresis leukocytes leuprolide levalbuterol levonorgestrel licensed lidocaine
lift lightweight limbs limits linear lined liner lingual linguistic linkage linked lip lipids liposomal liposome liquid lists liter liters
lithiasis lithium lithotripsy live lived load lobes locally lock longitudinal loop loose lops lpm lpn lso lumbosacral lumen lunate luts
lvef lvrs lymphadenopathies lymphatic lymphocyte machine machinery macula magnesium magnetic magnum mainly maintain maintained malaise
maleate males malformed malignancies malignancy malleolus malunion mammary maneuvers manufacturer margin margins marine marked markers
marrow mass masses massive matched materials matrix mattress maxillofacial mci mcp mdpp mds mdt meals mean measure measured measures
mechanisms media mediastinal medullary meet meets mellitus melphalan membranes memory men meq merchant meropenem mesenteric mesh messages
mesylate met metabolic metabolite metacarpal metacarpophalangeal metal metallic metaplasia metaproterenol metastases metastasis metatarsal
metatarsophalangeal meter methadone methods methotrexate methylprednisolone metronidazole mev mgmt micro microcurie microcuries microgram
micrograms microphone microprocessor microsphere microspheres midazolam midfoot midline migrainosus migs mile mileage military milk
millicurie millicuries milligram milligrams million minerals mini minus mips mis misuse mitomycin mix mixed mmhg mmol mms mode model
moderately modulated module moist moisture molar mold molded moldx mometasone monaural monitored monitors monoclonal monoplegia monoxide
mood morbid morphine motorcycle mra mrgfus msi mthfr mucosal multiaxial multidisciplinary multifocal multiplex muscles mycophenolate
myelogenous myeloid myoelectric myoelectronic myopia naats naloxone narcolepsy narrow nasogastric natriuretic nature nausea nbsp nebulizer
nebulizers nec necessarily necessary neglect neither neo neoadjuvant neoplasia neoplasms neoplastic neparvovec nephritic nervous net
neural neurostimulator neutrophils nicotine nighttime nihss nipple nitrogen nmes noc nocturnal nodules nonacute nonautologous noncoronary
nondisplaced noninvasive nonmotor nonopioid nonpowered nonproportional nonspecific nonstandard nonsteroidal nonthermal nontraffic
nontraumatic nonunion nonvenomous nor nos notch noticed nras nsaid nsaids nsclc nuclear nuclei nucleic nucleus numeric numerous nutrients
nutritional nutritionally nyha object objects oblique observed obstructed obtained occasional occasionally occlusive occult occupant occur
occurred occurs ocm oct odi offered official oks olecranon onboard oncotype onsite operated ophthalmic opiates opioid opposed optic
optimal optometrist orally orbit orbits organic organs oriented orifice origin osa osmolar osseointegrated ossificans osteochondral
osteogenesis osteolysis oswestry otherwise oud ounce outcome outcomes outflow outlined output outset overall overboard overlay overload
oversight overuse ovine owned oxide oximetry ozogamicin pacemakers pachymetry pack paclitaxel pad padded pads painful painless pair palate
palladium palm palmar palonosetron panels pantoprazole papanicolaou papilla papillary parallel paralytic parameters paranasal parasitic
parathyroid parenchyma parenteral paresthesia parietal paroxysmal participant participate particles partner pasi pass passage passenger
passive paste pathogen pathway pathways pattern patterns pcp pcr pdac pdc peak pectoris pedal pedestrian peer pegfilgrastim pegol
pegylated pelite pellet pemetrexed pen pendulous penicillin penis pentamidine peptide percentage percepta perforated perforator perform
perineal periodic peripherally periprosthetic periumbilic permitted peroneal perpetrator persisted personnel persons pertussis pga
pharmacotherapy pharynx phenotypic phenylephrine pheresis phosphate phq physeal picture piece pieces pigmentary pigmented pillow pilon
pink pisiform placebo placed placenta placental planar plane planes plano plant plaque plastazote plaster platelets platform plug ply pmma
pneumatic pneumococcal pod pole polycarbonate polycentric polysaccharide pool poorly popliteal porous ports positional positron posted
postprocedural postural pounds powder power powered practitioners precludes prednisone predominant predominantly prefabricated preferably
premature premix preparatory prescribed preserved presumptive preterm prevent prevents previously primarily probably probe proceeded
processor produces professionals profile progesterone prognostic programmer programs progressed progressive project projected prolapse
prom promark prometheus prominent promote promoter pronator proof prophylaxis proportional proposed prosigna prostatic prostheses
protector prothrombin proton proven proxy psa psychomotor psychosocial psychostimulants psychotropic ptb pub pubis puerperium pull pulse
pulses pumps pupillary puraply purchase purulent push pva pvc pvd pylon pyrophosphate qct quadrant quadriceps qualified qualify
radiocarpal radiofrequency radiograph radiographs radiosurgery radiotherapy rail rails railway raised ramus ranibizumab rapid rapidly rdi
reach reached reasonably reasons receipt receiver recently receptor recline recombinant recommended recorded recorder recovered
recreational reduce reduced reduces refers refilled refills reflect reflexes reflux refractory refusal refused refuses regardless regimen
registered registry regulator regulatory rei reinforced relapse relapsed relationship remained remains remotely remove rendered rental
repaired repeated repetitive replace reports research resected reserve reservoir resident resistant resolve resolved resources respect
respite respond responded responsive restrainer restricted restricts rests resulted retained retired retrograde retroperitoneal
retroperitoneum returned reuptake reveal revealed rhc rheumatic rho rhogam rhythm ribs rider rifle rigid rim risperidone rituximab rna
rocker rolapitant roll roller romidepsin rotary rotational rounded rubber ruled rupture ruptured rzyl sac sach sacrococcygeal sacroiliac
sacrum sacs safely sagittal sailboat salivary samples sandoz saphenous sars satisfactory scales scalp scans scaphoid scapula scenario
scleral scodi scooter scores screened scrotum sdoh sea seal sealed seat second seconds secure segmental segmented seizures selected semi
semilunar sensor sensors sent sentinel septum sequard sequela sequelae serotonin serous serrated serum served sessile seventh severely sgi
shaft shall shape shaped shared shear sheath sheet shelf shell shells shield ship shock shoe shoes shore shortage showed sickle sigmoid
signal significantly sij silicone similar sinuses situ sixth sizes skateboard skates skeletal skills skull sleeve slight slightly slipped
smaller smear smears smoke smooth snake snp sock socket sodium software sole solid solitary solvent somatosensory soonest sound sources
space spacer spaces spastic specimens spectral spectrum spend spent sperm sphere spherocylinder spica spider spindle spiral spirometry
splenic spoken spondylolisthesis spontaneously sport sports spray spread sputum squamous square stainless stains staphylococcus static
statin stationary statute statutory stays steel stem stereoisomers stereotactic sternal sternum steroids stimulant stimulators stirrup
stool stools stopped storage straight straightforward stranded strap straps strategies strategy stratify streetcar strength strengths
streptococcal streptococcus stretch stretta stricture strips struck structural structured structures studied studies stump styloid
subacute subarachnoid subclavian subdural submitted submucosal subsequently substances substitute substitutes subtrochanteric successful
successfully succinate suddenly suffered sufficiently suggested suggestive suicidal suicide sulfate sulfur sunglass supinator supine
supplied supplier suppliers supportive supports supracondylar suprapubic surface surfaces surgraft survival suspect suspended suspicion
sustained sutured sutures swabs switch swo symes symphysis symptom symptomatic syndromic synovium synthetic syphilis syphilitic syringe
systematic systolic tablets tac tachycardia tachypnea tacrolimus tail tailored talus tamponade tandem tap tape targeted tarsal tartrate
tears technetium techniques tee teeth teflon temperature tendons tens terminal terminates terrain testes testicle testosterone tetanus
teva therapies therefore thereof thermal thermoplastic thick thin thoracolumbar thorax threshold thrombocytopenia thrombolytic
thrombophilia throughout thrown tilt timer tip tips tire tissues titanium tixagevimab tlso tms tnf tocilizumab toilet tomosynthesis tone
tool top tophi tophus torus tourniquet toward towards toxic toxin toxins tpi tpn trace trachea tracheal tracheoesophageal traffic train
trained tramadol trans transbronchial transcatheter transcondylar transcranial transducer transesophageal transitional transluminal
transmitter transparent transphalangeal transport transthoracic transthyretin transurethral transvenous transverse trapeze trapezium
trapezoid trapped trastuzumab tray tremor tri triamcinolone triceps tried trifocal trigeminal triglycerides trimalleolar trimmed trip
triplanar triquetrum trisomy trochanter trochanteric truck true truss tub tuberculous tumoral tunnel turnbuckles twin tympanic ulcerated
ulnohumeral ultra ultralight ultrasonic ultraviolet unattended uncertain unciform unclassified uncomplicated underarm underpad understood
underwear undetermined uneventful unexplained unhealthy unicentric unilateral unintentional universally unlined unplanned unpowered
unrelated upgrade uptake urea ureter ureteral urethral urothelial urr usage user usmc usp ustekinumab utero uti uveal vacuum valent valgus
validated values valves vancomycin vapor vapors varicose varies variety varus vas vasodilators vcf vector vedotin vehicle vehicles vena
venom venomous ventilator ventricle ver veracyte vertebrae vessels vest vial video viii village vimentin vincristine vitamins vitro vocal
voice void volar volt volunteer voretigene vulva waitlist waiver war warfarin warranted washed water watercraft waterjet wave waves way
weapon weapons wear web wedge wedges wheel wheeled wheels whirlpool width willebrand wipes wireless withdrawal wopd worn worsened woven
wrap www xenon xiphoid yag yard youth zinc zones
""".split()
)
