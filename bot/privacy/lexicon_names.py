"""Given and family names common in the United States: lower case, ASCII, a list of ours.

`GIVEN` and `FAMILY` are what a name is recognised by. `WORDLIKE` are the names among them that are also
everyday words, months, places or field words: on their own they prove nothing.
"""

from __future__ import annotations

GIVEN = frozenset(
    """
aaliyah aaron abby abdul abdullah abena abigail abraham ada adaeze adam adan addie adebayo adele aditya adrian adriana adrienne agnes
ahmed aidan aidyn aiko aileen aimee aisha ajay akira akua al alan alana albert alberto alden alec alejandra alejandro alex alexa alexander
alexandra alexandria alexei alexis alfonso alfred alfredo ali alice alicia alina alisha alison allan allen allison alma alondra alonzo
alphonso alvin alyssa amalia amanda amara amber amelia amina amir amit amos amy ana anand anastasia anderson andre andrea andreas andres
andrew andy angel angela angelica angelina angelo angie anh anil anita anjali ankit ann anna annabelle anne annette annie anthony antoine
anton antonia antonio aoife april archie ariana ariel arjun arlene armand armando arnold arnulfo art arthur arturo arun asha ashlee ashley
ashok ashton asif astrid aubrey audrey august aurelio aurora austin autumn ava avery ayesha babatunde bailey barbara barrett barry barton
bashir beata beatrice beatriz becky belinda ben benito benjamin bennett bennie bernadette bernard bernardo bernice bernie bert bertha beth
bethany betsy betty beulah beverly bill billie billy bjorn blaine blake blanca bob bobbie bobby bogdan bonnie boris boyd brad braden
bradley bradly branden brandi brandon brandy brannon brayden breanna brenda brendan brent brenton bret brett brian briana brianna bridget
brittany brittney brooke brooklyn brooks bruce bryan bryant bryce bryon burton byron cade caitlin caleb calvin cameron camila camilo
candace candi candice candy carey carissa carl carla carlos carlton carly carmela carmen carmine carol carole carolina caroline carolyn
carrie carroll carson carter cary caryn casandra casey cassandra cassidy cassie catalina catherine cathleen cathy cecil cecilia cedric
celeste celia cesar chad chandra charlene charles charlie charlotte chase chelsea chen cheryl chester chiara chidi chinedu chioma chloe
chris christa christal christen christi christian christie christina christine christopher christy chuck ciara cindy claire clara clarence
clark claude claudia clay clayton clifford clifton clint clinton clyde cody colby cole colin colleen collin colton columbus conner connie
connor conrad constance consuelo cooper cora cordell corey corinne cornelius cornell corrine cory courtney craig cristal cristian cristina
cruz crystal curtis cynthia cyrus daisy dakota dale dallas dalton damian damien damion damon dan dana dane daniel daniela danielle danny
dante daphne darcy darin dario darius dariusz darla darlene darnel darnell darrell darren darrin darryl daryl dave david davis davon dawn
dayna dean deana deandre deangelo deann deanna debbie deborah debra dedrick deena deepa deepak deidre deirdre delbert delmar delores
delroy delton demetrius denice denise dennis denny denver deon derek derick deron derrick deshawn desiree desmond destinee destiny devin
devon dewayne dewey dexter diana diane diann dianne diego dieter dillon dimitri dina dion dionne dmitri dmitry dolores domingo dominic
dominique dominque don donald dong donna donnell donnie donny donovan dora doreen dorian doris dorothy dorsey doug douglas doyle drew
duane duncan dustin dwayne dwight dylan eamon earl earline earnest easton ebere ebonie ebony ed eddie edgar edgardo edison edith edmund
eduardo edward edwin efrain efren eileen eitan ekaterina elaine eldon eleanor elena eli elias elif elijah elisa elisabeth elise elisha
eliza elizabeth ella ellen ellis elmer eloise elsa elsie elton elvin elvira elvis elwood emanuel emeka emerson emery emil emilia emilio
emily emma emmanuel emmett emory emre enoch enrique enzo eric erica erick erik erika erin ernest ernesto ernie ervin esequiel esmeralda
esperanza esteban estela estelle esther ethan ethel eugene eula eunice eva evan evangeline evelyn everett evgeny ezekiel ezequiel ezra
fabiola fadi faith fannie farah farhan fatima fatoumata faye felicia felipe felix femi fernanda fernando fidel fiona flavio flora florence
floyd folake forrest fran frances francesca francine francis francisco frank frankie franklin fred freda freddie freddy frederick gabriel
gabriela gabriella gabrielle gail galen garrett garry garth gary gaston gaurav gavin gavyn gayle gena genaro gene genevieve geoffrey
george georgia georgina gerald geraldine gerard gerardo germaine german gerry gertrude gianna gilbert gilda gina ginger gino giovanni
giovanny giulia giuseppe gladys glen glenda glenn gloria gonzalo gopal goran gordon grace graciela grady graham grant greg gregg gregory
greta gretchen gretta griselda guadalupe guido guillermo gunther gustavo guy gwen gwendolyn habib hailey hal haley hallie hana hank hannah
hans harlan harland harley harold harper harriet harris harrison harry haruki harvey hasan hassan hattie hazel heather hector heidi
heinrich helen helena helene henrietta henry herbert heriberto herman hernan hideo hilary hilda hillary hiram hiroshi hoang hobert holden
holly homer hope horace houston howard hubert hugh hugo humberto hunter hussein ian ibrahim ida ifeoma ignacio igor ila ileana ilene ilya
imani imelda imran ines inez ingeborg ingrid ira irene irina iris irma irvin irving irwin isaac isabel isabella isaiah isha isiah isidro
ismael israel istvan ivan ivana jabari jace jack jackie jackson jaclyn jacob jacquelin jacqueline jacquelyn jacques jade jaden jae jaime
jake jakob jamaal jamal jamar jamarcus james jameson jamie jamila jan jana jane janell janelle janet janette janice janie janine jaqueline
jared jarrett jarrod jarvis jasmin jasmine jasmyn jason jasper javier jay jayden jazmin jazmine jean jeanette jeanine jeanne jeannette
jeannie jed jeff jefferey jefferson jeffery jeffrey jenifer jenna jennie jennifer jennings jenny jerald jeramy jered jeremiah jeremy jeri
jermain jermaine jerome jerri jerrod jerrold jerry jesse jessica jessie jesus jett jiho jill jillian jim jimmie jimmy jin jo joan joann
joanna joanne joao joaquin jocelyn jodi jodie jody joe joel joey johann johanna john johnathan johnathon johnna johnnie johnny jolene
jolie jon jonah jonathan jong joni jordan jorge jorgen jory jose josef josefa josefina joseph josephine josette josh joshua josiah josue
joy joyce jozef juan juana juanita judith judson judy julia julian juliana julie juliet juliette julio julius jun june junior jurgen
justin justina justine kacey kade kaitlin kaitlyn kaitlynn kaleb kamal kane kaori kara kareem karen kari karim karin karina karissa karl
karla karri karyn katarzyna kate katelyn katharine katherine katheryn kathi kathie kathleen kathrine kathryn kathy katie katrina katya
kavita kay kayla kayleigh kazuo keaton keegan keenan keisha keith kellee kelli kellie kelly kelsey kelvin ken kendall kendra kendrick
kenji kenneth kenny kenya keri kermit kerry kevin khadija khalid kiara kim kimberley kimberly kiran kirby kirk kirsten kirstie klaus kofi
korey kory kraig krista kristen kristi kristian kristie kristin kristina kristine kristofer kristopher kristy krystal krystle krzysztof
kumar kurt kwame kyle kylie kyra lacey ladonna lakesha lakisha lakshmi lamar lamont lana lance landon lane lara larissa larry lars latasha
latisha latoya laura laurel lauren laurence lauri laurie laverne lawrence lazaro leah leann leanna leanne lee lei leigh leila leilani
leland lemuel lena lenny lenora leo leola leon leona leonard leonardo leonel leonor leopoldo leroy leslee leslie lester letha leticia levi
lewis liam libby lila lilian liliana lillian lillie lily lina lincoln linda lindsay lindsey lindy ling linwood lionel lisa lisette liz
liza lloyd logan lois lola lonnie lonny lora loren lorena lorene lorenzo loretta lori lorie lorna lorraine lottie lou louella louis louise
lourdes lowell luann luca lucas lucia lucien lucile lucille lucinda lucy luella luis luisa luke lupe luther luz lydia lyle lyman lyn lynda
lyndon lynette lynn lynne lynsey mabel mack mackenzie maddie madeline madelyn madge madison mae maegan magdalena maggie mahesh mahmoud
makayla maksim malcolm malgorzata malik malinda mallory mamie mandy manoj manuel mara marc marcel marcella marcellus marcelo marci marcia
marcie marco marcos marcus marek margaret margarita margie margo margret marguerite mari maria mariah mariam marian mariana marianne
mariano maribel maricela marie marietta marilyn mario marion marisa marisol marissa maritza marjorie marjory mark marla marlene marlon
marquis marsha marshall marta martha martin martina marvin mary maryam maryann marylou masako mason mateo mathew matilda matt matteo
matthew mattie maude maura maureen maurice mauricio mauro maverick mavis max maximo maxine maxwell maya maynard mayra meagan megan meghan
mehdi mehmet mei melanie melba melinda melisa melissa melody melvin melvyn mercedes mercy meredith meredyth merle merrill mervin mia micah
michael michaela micheal michele michelle mickey miguel mihai mika mikayla mike mikhail milan mildred miles milo milton mina mindi mindy
minerva ming minh minna minnie miranda miriam misti misty mitchell mitra moe mohamed mohammad mohammed mohan moises mollie molly mona
monica monique monte monty morgan morris moses muhammad muriel murray mustafa myles myra myrna myron myrtle nadeem nadia nadine nancy
nanette naomi napoleon natalia natalie natalya natasha nathan nathaniel naveed neal neha neil nelda nelly nelson nestor nettie neva newton
ngozi nguyen nicholas nichole nick nicolas nicole nigel nikhil nikki nikolai nikolaus nilufar nina nita noah noel noelle noemi nola noor
nora norbert norma norman norris obinna octavio odell odessa odis oksana olena olga olin olive oliver olivia ollie oluwaseun omar omari
omer opal ophelia oren orlando orville oscar osman osvaldo oswaldo otis otto owen pablo padma paige palmer pam pamela paolo parker parvati
pascual pat patrice patricia patrick patsy patti patty paul paula paulette paulina pauline pavel pearl pedro peggie peggy penelope penny
percy perry pete peter petra phil philip phillip phoebe phyllis pierce pierre pilar piotr polly pooja porsha porter portia pradeep pranav
prince priscilla priya qiana qing quan quang queen queenie quentin quincy quinn quinton rachael racheal rachel rafael rafe rahul raj
rajesh rajiv rakesh raleigh ralph ramesh ramiro ramon ramona rana randal randall randy rani rania ranjit raphael raquel rashaad rashad
rashid raul raven ravi ray raymon raymond raymundo reba rebecca rebekah refugio reggie regina reginald reid reina reinaldo rena rene renee
reuben rex reyna reynaldo reza rhoda rhonda ricardo rich richard richelle rick rickey ricky rico rigoberto riley rita rob robbie robert
roberta roberto robin robyn rocco rochelle rocky roderick rodger rodney rodolfo rodrick rodrigo rogelio roger rogers rohan rohit roland
rolando rolf roman ron ronald ronnie rosa rosalia rosalie rosalind rosalinda rosalyn rosanna rosario roscoe rose roseann roseanne
rosemarie rosemary rosendo rosie roslyn ross rowena roxanne roy royce ruben rubin ruby rudolf rudolph rudy rufus rukhsana russel russell
rusty ruth ruthie ryan rylan saanvi sabrina sadie saeed sallie sally salma salvador salvadore salvatore sam samantha sameer samir sammy
samual samuel sana sandeep sandra sandro sandy sanford sang sanjana sanjay santiago santos santosh sara sarah sasha satoshi saul savannah
sayed scot scott scottie seamus sean sebastian sebastien selena selma serena sergei sergey sergio seth shad shana shane shanice shanika
shanna shannon shanon shari sharon sharron shaun shauna shawn shawna shawnte sheila shelby sheldon shelia shelley shelly shelton sheree
sheri sherman sherri sherrie sherry sheryl sheryll shirlee shirley shon shreya shu shweta sid sidney sierra silvia simeon simon simone
sinead siobhan skye skylar socorro sofia solomon solon sondra sonia sonja sonny sonya soo sophia sophie sota spencer stacey staci stacie
stacy stan stanford stanley starla stavros stefan stefanie stefon stella stephan stephanie stephany stephen sterling steve steven stevie
stewart stuart sue summer sunil sunita suresh susan susana susanna susanne susie suzanne suzette svetlana swati sydney sylvia tabatha
tabitha tad takashi takeshi talia tamara tameka tami tamika tammie tammy tamra tania tanisha tanner tanya tara tariq tasha tasia tate
tatiana tatum tatyana taylor ted tenzin tera terence teresa teri terra terrance terrell terrence terri terry thad thaddeus thalia thanh
thelma theo theodore theresa theresia theron thomas thurman tia tiffany tim timothy tina tisha titus tobias tobin toby tod todd tom tomas
tommie tommy toni tonia tony tonya tori tory tracey traci tracie tracy travis tremaine trent trenton trevor trey tricia trina trinity
tristan troy trudy truman tuan tucker tunde twila ty tyesha tyler tyree tyrell tyrese tyrone tyson ulysses uma ursula usha valarie valeria
valerie vanessa vaughn velma venus vera verda vern verna vernell vernon veronica vicente vicki vickie vicky victor victoria vijay vikas
vikram vilma vince vincent vinod viola violet violeta virgil virginia vito vivian vladimir vonda wade wallace wally walter wanda wangari
ward warren waylon wayne wei weldon wendel wendell wendi wendy werner wesley whitney wilbert wilbur wilburn wilda wilford wilfred wilfredo
wilhelmina will willa willard william willie wilma wilmer wilson winfred winifred winnie winston wojciech woodrow woody wyatt xander
xavier xiaoling ximena xin yadira yahir yajaira yan yasir yasmin yasmine yelena yesenia ying yolanda yong yoshiko youssef yuki yuri yusra
yusuf yvette yvonne zachary zack zackary zahra zainab zane zara zelda zeynep zhen zion zoe zoey zoila zoltan
""".split()
)

FAMILY = frozenset(
    """
abadi abbott abdi abdullah abe acevedo acosta adams adamson addison adeleke adeyemi adkins agarwal aguilar aguirre ahluwalia ahmed akhtar
albert alexander ali allen allison alvarado alvares alvarez amari andersen anderson andrade andrews ansari anthony antonov appiah aquino
archer arellano armstrong arnold arora arroyo ashley atkins atkinson austin avery avila ayala ayers aziz bailey baird baker baldwin ball
ballard balogun banerjee banks bannister barajas barber barker barnes barnett barr barrera barrett barrios barron barry bartlett barton
bass bates bauer bautista beard beasley beck becker begum bell beltran benavides bender benitez benjamin bennett benson bentley berg
berger bernard berry best bhatt bianchi bird bishop black blackburn blackwell blackwood blair blake blanchard blankenship blevins boateng
boggs bolton bond bondarenko bonilla bonner booker boone booth bowen bowers bowman boyd boyer boyle bradford bradley bradshaw brady branch
brandon brandt bravo brennan brewer bridges briggs britt brock brooks brown browne browning bruce bryan bryant buchanan buck buckley
bullock burch burgess burke burks burnett burns burton bush butler byrd byrne byun cabrera cain calderon caldwell calhoun callahan camacho
cameron campbell campos cannon cano cantrell cantu cao cardenas cardona carey carlson carney carpenter carr carrillo carroll carson carter
carver case casey castaneda castellanos castillo castro cervantes chambers chan chandler chang chapman charles chase chaudhary chavez chen
cherry cho choe choi chowdhury christensen christian chung church cisneros clark clarke clarkson clay clayton clements cline cobb cochran
cohen cole coleman collier collins combs compton conley conner connolly conrad conti contreras conway cook cooke cooley cooper copeland
corbett cordova corona cortes cortez costa cotton cowan cox craig crane crawford crosby cross cruz cuevas cummings cunningham curry curtis
dalton daly dang daniel daniels das daugherty davenport david davidson davies davila davis dawson day dean decker delacruz delaney
delarosa deleon delgado dennis desai devine dhillon diallo diaz dickerson dickson dillon dinh diop dixon dodd dodson doe dominguez
donaldson donnelly donovan dorsey dougherty douglas downs doyle drake duarte dubois dudley duffy duke duncan dunlap dunn duong duran
durham dyer eaton edwards elliott ellis ellison english enriquez erickson eriksen escobar esparza espinal espinosa espinoza esquivel estep
estes estrada evans everett ewing eze farley farmer farooq farrell faulkner feldman felix ferguson fernandez ferreira ferrell fields
figueroa finch finley fischer fisher fitzgerald fitzpatrick fitzsimmons flanagan fleming fletcher flores flowers floyd flynn foley fonseca
forbes ford forte foster fowler fox francis franco frank franklin frazier frederick freeman french friedman frost frye fuentes fujimoto
fuller gaines galindo gallagher gallegos galloway galvan galvez gamble garcia gardner garner garrett garrison garza gates gentry george
ghosh gibbs gibson gil gilbert giles gill gillespie gilmore glass glenn glover godfrey goldberg golden goldstein gomez gonzaga gonzales
gonzalez good goodman goodwin gordon gould grady graham grant graves gray greco green greenberg greene greenwood greer gregory griffin
griffith grimes gross guerra guerrero guevara guillen gupta gutierrez guzman haas hahn hail hale haley hall hamilton hammond hampton
hancock haney hanna hansen hanson hardin harding hardy harmon harper harrell harrington harris harrison hart hartman harvey hashemi hassan
hatch hatfield hathaway hawkins hayden hayes haynes heath hebert heller henderson hendricks hendrix henry hensley henson herman hernandes
hernandez herrera herring herron hess hester hickman hicks hidalgo higgins higgs hill hines hinson hinton ho hobbs hodge hodges hoffman
hogan holden holder holland holloway holmes holt hood hoover hopkins horn horne horton hosseini house houston howard howe howell huang
hubbard huber hudson huerta huff huffman hughes hull humphrey hunt hunter hurley hurst hussain hutchins hutchinson huynh hwang hyde ibarra
ibrahim ingram iqbal irving irwin ismail ivanov ivanova iyer jackson jacobs jacobson jain james jang jankowski jaramillo jarvis jefferson
jenkins jennings jensen jewell jimenez johansson johns johnson johnston jones jordan joseph joshi joyce juarez kaiser kane kang kapoor
kato kaur kearney keith keller kelley kelly kemp kennedy kent kerr kessler key khalil khan kidd kim king kinney kirby kirk klein kline
knapp knight knox kobayashi koch kovac kovacs kowalczyk kowalski kramer krueger kumar kuznetsov lam lamb lambert landry lane lang lanier
lara larsen larson larue latham lawrence lawson layton le leach leblanc ledford lee lehman leon leonard lester levine levy lewis li lilly
lim lin lindqvist lindsey lindstrom little liu livingston lloyd lockhart logan lombardi long lopez lott love lowe lowery lozano lucas
lucero lugo luna lundy lynch lynn lyons macdonald macias mack madden maddox maher mahmood mahoney maldonado malik malone maloney mancini
mann manning marin marino markovic marks marquez marsh marshall martin martinez mason massey mata mathews mathis matthews maxwell may
mayer maynard mayo mays mcallister mcbride mcbryde mccabe mccall mccann mccarthy mccarty mcclain mcclary mcclendon mcclure mcconnel
mcconnell mccormack mccormick mccoy mccray mccullough mccurdy mcdaniel mcdermott mcdonald mcdonough mcdougal mcdowell mcelroy mcfadden
mcfarland mcgee mcginnis mcgowan mcgrath mcguire mcintosh mcintyre mckay mckee mckenna mckenzie mckinley mckinney mcknight mclain
mclaughlin mclean mcleod mcmahon mcmanus mcmillan mcnamara mcneal mcneil mcpherson mcqueen mcrae meadows medina mehta mejia melendez
melton melvin mendez mendoza mensah mercado mercer merrill merritt metcalf meyer meyers meza michael middleton miles miller milligan mills
miranda mishra mitchell mohamed molina monaghan monk monroe monson montes montgomery montoya moody moon mooney moore mora morales moran
moreau moreno morgan mori morozov morris morrison morrow morse morton moses mosley moss moyer mueller mullen mullins muniz munoz murillo
murphy murray myers nair nakamura nance napolitano nash navarro ndiaye neal neely nelson newman newton nguyen nichols nicholson nielsen
nieves nixon nkosi noble noel nolan nolen norman norris norton novak nowak nunez nwosu oakes oakley obi obrien ocampo ochoa oconnell
oconner oconnor odonnell ogden ogunleye ohara okafor okeke olivares oliver olsen olson olvera oneal oneil oneill onyango ornelas orozco
orr ortega ortiz osborn osborne osei otero owen owens oyelaran oyelowo pace pacheco padilla page pak palacios palma palmer pandey
papadopoulos pappas parham park parker parks parra parrish parsons patel patrick patterson patton paul payne paz pearson peck pena
pennington peralta pereira perez perkins perry peters petersen peterson petrov petrova petty pham phan phelps phillips pierce pierson
pineda pinto pittman pitts plummer polk ponce poole pope popescu popov porter portillo potter potts powell powers prater pratt preston
price prince proctor pruitt pugh purcell quezada quigley quinn quintana quintero qureshi rahman raman ramirez ramos ramsey randall
randolph rangel rankin rao rasmussen ratliff ray rayburn raymond reddick reddy redmond reed reese reeves reid reilly renteria rey reyes
reyna reynolds rhodes ricci rice rich richard richards richardson richmond ricketts riddle riley rinaldi rios ritter rivas rivera rivers
roach robbins roberson roberts robertson robinson robison robles rocha rodgers rodriguez rogers rojas rollins roman romano romero rosado
rosales rosario rosas rose rosen ross rossi roth rowe rowland roy rubio rucker rudd ruff ruiz rush russell russo ryan saeed saenz saito
salas salazar salcedo saldana salgado salinas salter sampson sanchez sander sanders sandoval sanford santana santiago santillan santoro
santos sato saunders savage sawyer schaefer schaeffer schafer schaffer schmid schmidt schmitt schneider schneiderman schroeder schultz
schulz schumacher schwartz scott scruggs sellers seo sepulveda serna serrano sethi sexton seymour shaffer shah shannon sharma sharp shaw
sheehan sheikh shelby sheldon shelton shepard shepherd sheppard sherman shields shin shipley short siddiqui siegel sierra silva simmons
simms simon simpson sims singh singhania singleton skinner slater sloan small smith snider snow snyder sokolov solis solomon sorensen
sorrell sosa soto spangler sparks spears spencer stafford stanley stanton stark starr steele stein stephens stephenson stevens stevenson
stewart stokes stone stout stovall stratton strickland strong stuart suarez sullivan summers sumner sutherland sutton suzuki swanson
sweeney sweet swift sykes szabo takahashi talbot talley tanaka tang tanner tate taylor tejada tembo terrell terry thapa thomas thompson
thorne thornton thorpe tillman tobin todd toledo torres toure tovar townsend tracy tran travis tremblay trevino trinh trotter trujillo
truong tucker turner tuttle tyler underwood urena uribe usman valdez valencia valentine valenzuela vallejo vance vang varela vargas
vasquez vaughan vaughn vazquez vega vela velasco velasquez velazquez velez venkatesan ventura vera vickers vidal villa villalobos
villanueva villar villarreal villegas vincent vinson vo vogel volkov vu waddell wade wadsworth wagner walker wall wallace waller walls
walsh walter walters walton wang ward ware warner warren washington watanabe waters watkins watson watts weaver webb weber webster weeks
weiner weir weiss welch wells west weston whalen wheeler whitaker white whitehead whitfield whitley whitlock whitmore whitney wiggins
wilcox wilder wiley wilkerson wilkes wilkins wilkinson williams williamson willis willoughby wilson winslow winters wise witt wojcik wolf
wolfe wong wood woodard woods woodward wooten worley wright wu wyatt wyman xiong yadav yamamoto yang yates ybarra yeager yilmaz yoder yoon
york young youngblood yu zaman zamora zapata zavala zeller zepeda zhang zhao zhou zhu ziegler zielinski zimmerman zuniga
""".split()
)

WORDLIKE = frozenset(
    """
ada al ali alma amber ana angel ann april ariel art asha ashley august aurora austin autumn ball banks barber bass beard bell bender berry
best bill billie bird bishop black blake bond booth branch bravo bridges brooke brooklyn buck burns bush cade cain cannon carolina
carpenter case casey chambers chase chelsea cherry christian church claude clay cole collier combs cook cotton crane cross crystal curry
daisy dakota dallas dan dang das dawn day dean decker denver destiny don dong dora downs drew duke dyer earnest ebony ed elisa english eva
ewing faith farmer fields finch flora florence flowers ford forrest foster fox frank franklin freeman french frost fuller gamble gates
gene georgia german ginger glass golden good goodman grace grant graves gray green gross guy hail hall harley hatch hazel heath herring ho
holder holly hood hope horn house houston hull hunt hunter hurst ida ira iris israel jade jan jasmine jordan joy june junior kaiser kay
kenya key king knight lamb lance lane lars laurel le leach li lilly lily lim ling little logan long lou love madison mae mann mark marks
max may mayo mays meadows mei melody mercedes mercy milan miles mills milo mina misty mona monk monte moody moon moss noble obi olive opal
otto pace page paige park parks pat pearl peck penny pierce pinto polk pope potter powers price prince proctor quan queen ray reed rice
rich richmond riddle rivers roach robin rocky roman rose rosemary rubin ruby ruff rush rusty salter sampson sander sandy sang savage
savannah sellers sharp shepherd shields shin short sierra singleton skinner skylar slater small snow sonny soo sparks spears stark starr
steele sterling stone stout stratton strong sue summer summers sweet swift tad tanner tate terra tim trey trinity tucker ty underwood
valentine venus victor villa violet virgil virginia vo walker wall walls ward ware washington waters weaver weeks west wheeler white
whitehead wilder will winters wise wolf wood woods woody yan ying yong york young yu zoe
""".split()
)
