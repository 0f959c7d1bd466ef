"""Given and family names common in the United States: lower case, ASCII, a list of ours.

`GIVEN` and `FAMILY` are what a name is recognised by. `WORDLIKE` are the names among them that are also
everyday words, months, places or field words: on their own they prove nothing.
"""

from __future__ import annotations

GIVEN = frozenset("""
aaliyah aaron abby abdul abdullah abena abigail abraham ada adaeze adam adan addie adebayo adele aditya adrian adriana adrienne agnes
ahmed aidan aiko aileen aimee aisha ajay akira akua al alan alana albert alberto alejandra alejandro alex alexa alexander alexandra
alexandria alexei alexis alfonso alfred alfredo ali alice alicia alina alisha alison allan allen allison alma alondra alvin alyssa amalia
amanda amara amber amelia amina amir amit amy ana anand anastasia andre andrea andreas andres andrew andy angel angela angelica angelina
angelo angie anh anil anita anjali ankit ann anna annabelle anne annette annie anthony antoine anton antonia antonio aoife april ariana
ariel arjun arlene armando arnold art arthur arturo arun asha ashley ashok asif astrid aubrey audrey august aurora austin autumn ava avery
ayesha babatunde bailey barbara barry bashir beata beatrice beatriz becky belinda ben benjamin bernadette bernard bernice bernie bert
bertha beth bethany betsy betty beulah beverly bill billie billy bjorn blake blanca bob bobbie bobby bogdan bonnie boris brad bradley
brandi brandon brandy brayden brenda brendan brent brett brian briana brianna bridget brittany brittney brooke brooklyn bruce bryan bryant
bryce byron caitlin caleb calvin cameron camila candace candice carl carla carlos carlton carly carmela carmen carol carole carolina
caroline carolyn carrie carson carter casey cassandra cassidy catalina catherine cathy cecil cecilia cedric celeste celia cesar chad
chandra charlene charles charlie charlotte chase chelsea chen cheryl chester chiara chidi chinedu chioma chloe chris christa christian
christie christina christine christopher christy chuck ciara cindy claire clara clarence clark claude claudia clay clayton clifford
clifton clinton clyde cody colby cole colin colleen connie connor conrad constance consuelo cora corey cornelius cory courtney craig
cristian cristina crystal curtis cynthia daisy dakota dale dallas damian damien damon dan dana daniel daniela danielle danny daphne
dariusz darlene darnell darrell darren darryl daryl dave david dawn dean deanna debbie deborah debra deepa deepak deirdre delores delroy
demetrius denise dennis derek derrick deshawn desiree destiny devin devon dexter diana diane dianne diego dieter dimitri dina dmitri
dmitry dolores dominic dominique don donald dong donna dora doreen doris dorothy doug douglas drew duane dustin dwayne dwight dylan eamon
earl earnest ebere ebony ed eddie edgar edith edmund eduardo edward edwin efrain eileen eitan ekaterina elaine eleanor elena elias elif
elijah elisa elise elizabeth ella ellen elmer eloise elsa elsie elvira emanuel emeka emil emilio emily emma emmanuel emre enrique enzo
eric erica erik erika erin ernest ernesto esmeralda esperanza esteban estelle esther ethan ethel eugene eula eunice eva evan evelyn
everett evgeny fadi faith fannie farah farhan fatima fatoumata faye felicia felipe felix femi fernando fiona flavio flora florence floyd
folake frances francesca francis francisco frank frankie franklin fred freda freddie frederick gabriel gabriela gabriella gabrielle gail
garrett gary gaurav gavin gayle gene genevieve geoffrey george georgia gerald geraldine gerard gertrude gilbert gina ginger giovanni
giulia giuseppe gladys glen glenda glenn gloria gopal goran gordon grace graciela graham grant greg gregg gregory greta gretchen guadalupe
guillermo gunther gustavo guy gwen gwendolyn habib hana hannah hans harold harriet harrison harry haruki harvey hasan hassan hattie hazel
heather hector heidi heinrich helen helena henrietta henry herbert herman hideo hilary hilda hiroshi hoang holly hope horace howard hubert
hugh hugo humberto hunter hussein ian ibrahim ida ifeoma ignacio igor ileana ilya imani imran ines ingeborg ingrid ira irene irina iris
irma irving isaac isabel isabella isaiah isha ismael israel istvan ivan ivana jack jackie jackson jaclyn jacob jacqueline jacquelyn jade
jae jaime jake jamal james jamie jamila jan jane janelle janet janice janie jared jasmin jasmine jason javier jay jayden jean jeanette
jeanne jeannie jeff jeffery jeffrey jenna jennie jennifer jenny jeremiah jeremy jermaine jerome jerry jesse jessica jessie jesus jiho jill
jim jimmie jimmy jin jo joan joann joanna joanne joao joaquin jocelyn jodi jody joe joel joey johann johanna john johnathan johnnie johnny
jon jonah jonathan jong jordan jorge jorgen jose josefina joseph josephine josh joshua josue joy joyce jozef juan juana juanita judith
judy julia julian juliana julie juliet julio julius jun june jurgen justin justine kaitlyn kaleb kamal kaori kara kareem karen karim
karina karl karla katarzyna kate katelyn katherine kathleen kathryn kathy katie katrina katya kavita kay kayla kazuo keisha keith kelli
kellie kelly kelsey ken kendall kendra kenji kenneth kenny kenya kerry kevin khadija khalid kim kimberly kiran kirk kirsten klaus kofi
krista kristen kristi kristie kristin kristina kristine kristy krystal krzysztof kumar kurt kwame kyle kylie kyra lakisha lakshmi lana
lance larry lars latasha latoya laura lauren laurence laurie lawrence leah lee lei leila leilani lena leo leon leona leonard leonardo
leroy leslie lester leticia levi lewis liam lila lillian lillie lily linda lindsay lindsey ling lionel lisa liz lloyd logan lois lola
lonnie lora loren lorena lorenzo loretta lori lorraine lou louis louise lourdes luca lucas lucia lucille lucy luis luke lupe luz lydia
lyle lynda lynette lynn lynne mabel mack mackenzie maddie madeline madison mae magdalena maggie mahesh mahmoud maksim malcolm malgorzata
malik mamie mandy manoj manuel marc marcella marcia marco marcos marcus marek margaret margarita margie marguerite maria mariah mariam
marian mariana marianne maribel marie marilyn mario marion marisa marisol marissa maritza marjorie mark marla marlene marlon marsha
marshall marta martha martin martina marvin mary maryam maryann masako mason mateo mathew matilda matt matteo matthew mattie maureen
maurice max maxine maya mayra megan meghan mehdi mehmet mei melanie melinda melissa melody melvin mercedes meredith micah michael michaela
michele michelle miguel mihai mika mike mikhail milan mildred miles milton mindy minerva ming minh minnie miranda miriam misty mitchell
mitra moe mohamed mohammad mohammed mohan moises molly mona monica monique morgan morris moses muhammad muriel mustafa myra myrna myron
myrtle nadeem nadia nadine nancy naomi natalia natalie natasha nathan nathaniel naveed neal neha neil nelson nettie ngozi nguyen nicholas
nichole nick nicolas nicole nikhil nikolai nikolaus nilufar nina nita noah noel noelle noemi noor nora norma norman obinna oksana olena
olga olive oliver olivia oluwaseun omar omari ophelia oscar osman otis owen pablo padma paige pam pamela paolo parker parvati pat patricia
patrick patsy patti patty paul paula paulette pauline pavel pearl pedro peggy penelope penny percy perry pete peter petra phil philip
phillip phoebe phyllis pierre piotr pooja pradeep pranav priscilla priya qing quan quang queen quentin quinn rachel rafael rahul raj
rajesh rajiv rakesh ralph ramesh ramiro ramon ramona rana randal randall randy rani rania ranjit raquel rashad rashid raul ravi ray
raymond rebecca regina reginald reina rena rene renee reuben rex reza rhonda ricardo rich richard rick rickey ricky riley rita rob robert
roberta roberto robin robyn rochelle roderick rodney rodolfo rodrigo rogelio roger rohan rohit roland rolando roman ron ronald ronnie rosa
rosalia rosalie rosalind rosario rose roseann roseanne rosemarie rosemary rosie ross roxanne roy ruben ruby rudolph rudy rufus rukhsana
russell rusty ruth ryan saanvi sabrina sadie saeed sally salma salvador salvatore sam samantha sameer samir sammy samuel sana sandeep
sandra sandy sang sanjana sanjay santiago santos santosh sara sarah sasha satoshi saul savannah sayed scott seamus sean sebastian selena
serena sergei sergey sergio seth shane shanice shanika shannon shari sharon shaun shauna shawn sheila shelby sheldon shelia shelley shelly
sheri sherman sherri sherry sheryl shirley shreya shu shweta sidney sierra silvia simon simone sinead siobhan skylar sofia solomon sonia
sonja sonya soo sophia sophie sota spencer stacey stacie stacy stan stanley stavros stefan stefanie stella stephanie stephen steve steven
stewart stuart sue summer sunil sunita suresh susan susana susanna susie suzanne svetlana swati sydney sylvia tabitha takashi takeshi
tamara tamika tammy tania tanner tanya tara tariq tasha tatiana tatyana taylor ted tenzin terence teresa terrance terrell terrence terri
terry thanh thelma theodore theresa thomas tiffany tim timothy tina toby todd tom tomas tommie tommy toni tony tonya tracey traci tracie
tracy travis tremaine trevor tricia trinity tristan troy tuan tunde tyler tyrell tyrone tyson ulysses uma ursula usha valeria valerie
vanessa vera verna vernon veronica vicki vickie vicky victor victoria vijay vikas vikram vince vincent vinod viola violet virgil virginia
vivian vladimir wade wallace walter wanda wangari ward warren wayne wei wendell wendy wesley whitney wilbert wilbur wilfred will willard
william willie wilma winifred winston wojciech wyatt xavier xiaoling ximena xin yan yasir yasmin yelena yesenia ying yolanda yong yoshiko
youssef yuki yuri yusra yusuf yvette yvonne zachary zahra zainab zara zeynep zhen zoe zoey zoltan
""".split())

FAMILY = frozenset("""
abadi abbott abdi abdullah abe acevedo acosta adams adamson addison adeleke adeyemi adkins agarwal aguilar aguirre ahluwalia ahmed akhtar
albert alexander ali allen allison alvarado alvares alvarez amari andersen anderson andrade andrews ansari anthony antonov appiah aquino
archer arellano armstrong arnold arora arroyo ashley atkins atkinson austin avery avila ayala ayers aziz bailey baird baker baldwin ball
ballard balogun banerjee banks bannister barajas barber barker barnes barnett barr barrera barrett barron barry bartlett barton bass bates
bauer beard beasley beck becker begum bell beltran bender benitez benjamin bennett benson bentley berg berger bernard berry best bhatt
bianchi bird bishop black blackburn blackwell blackwood blair blake blanchard blankenship blevins boateng bolton bond bondarenko bonilla
booker boone booth bowen bowers bowman boyd boyer boyle bradford bradley bradshaw brady branch brandt bravo brennan brewer bridges briggs
brock brooks brown browning bruce bryan bryant buchanan buck buckley bullock burch burgess burke burnett burns burton bush butler byrd
byrne byun cabrera cain calderon caldwell calhoun callahan camacho cameron campbell campos cannon cantrell cantu cao cardenas carey
carlson carney carpenter carr carrillo carroll carson carter case casey castaneda castillo castro cervantes chambers chan chandler chang
chapman charles chase chaudhary chavez chen cherry cho choi chowdhury christensen christian chung church cisneros clark clarke clay
clayton clements cline cobb cochran cohen cole coleman collier collins combs compton conley conner connolly conrad conti contreras conway
cook cooke cooley cooper copeland corbett cordova cortes cortez costa cowan cox craig crane crawford crosby cross cruz cuevas cummings
cunningham curry curtis dalton dang daniel daniels das daugherty davenport david davidson davies davila davis dawson day dean decker
delacruz delaney delarosa deleon delgado dennis desai dhillon diallo diaz dickerson dickson dillon dinh diop dixon dodson doe dominguez
donaldson donovan dorsey dougherty douglas downs doyle drake duarte dubois dudley duffy duke duncan dunlap dunn duong duran durham dyer
eaton edwards elliott ellis ellison english erickson eriksen escobar esparza espinosa espinoza estes estrada evans everett ewing eze
farley farmer farooq farrell faulkner feldman ferguson fernandez ferreira fields figueroa finley fischer fisher fitzgerald fitzpatrick
fitzsimmons fleming fletcher flores flowers floyd flynn foley fonseca forbes ford foster fowler fox francis franco frank franklin frazier
frederick freeman french friedman frost frye fuentes fujimoto fuller gaines galindo gallagher gallegos galloway galvan gamble garcia
gardner garner garrett garrison garza gates gentry george ghosh gibbs gibson gilbert giles gill gillespie gilmore glass glenn glover
goldberg golden goldstein gomez gonzaga gonzales gonzalez good goodman goodwin gordon gould graham grant graves gray greco green greenberg
greene greer gregory griffin griffith grimes gross guerra guerrero gupta gutierrez guzman haas hahn hail hale haley hall hamilton hammond
hampton hancock hanna hansen hanson hardin harding hardy harmon harper harrell harrington harris harrison hart hartman harvey hashemi
hassan hatfield hawkins hayden hayes haynes heath hebert henderson hendricks hendrix henry hensley henson herman hernandes hernandez
herrera herring hess hester hickman hicks higgins hill hines hinton ho hobbs hodge hodges hoffman hogan holden holder holland holloway
holmes holt hood hoover hopkins horn horne horton hosseini house houston howard howe howell hubbard huber hudson huerta huff huffman
hughes hull humphrey hunt hunter hurley hurst hussain hutchinson huynh hwang ibarra ibrahim ingram iqbal irwin ismail ivanov ivanova iyer
jackson jacobs jacobson jain james jang jankowski jarvis jefferson jenkins jennings jensen jimenez johansson johns johnson johnston jones
jordan joseph joshi joyce juarez kaiser kane kang kapoor kato kaur keller kelley kelly kemp kennedy kent kerr key khalil khan kidd kim
king kirby kirk klein kline knapp knight knox kobayashi koch kovac kovacs kowalczyk kowalski kramer krueger kumar kuznetsov lam lamb
lambert lane lang lara larsen larson lawrence lawson le leach leblanc lee leon leonard lester levine levy lewis li lim lin lindqvist
lindsey lindstrom little liu livingston lloyd logan lombardi long lopez love lowe lowery lozano lucas lucero lugo luna lynch lynn lyons
macdonald macias mack madden maddox mahmood mahoney maldonado malik malone mancini mann manning marin marino markovic marks marquez marsh
marshall martin martinez mason massey mata mathews mathis matthews maxwell may mayer maynard mayo mays mcbride mccall mccann mccarthy
mccarty mcclain mcclure mcconnell mccormick mccoy mccullough mcdaniel mcdonald mcdowell mcfarland mcgee mcguire mcintosh mcintyre mckay
mckee mckenzie mckinney mcknight mclaughlin mclean mcmahon mcmillan mcneil mcpherson meadows medina mehta mejia melendez melton mendez
mendoza mensah mercado mercer merritt meyer meyers meza michael middleton miles miller mills miranda mishra mitchell mohamed molina monroe
montes montgomery montoya moody moon mooney moore mora morales moran moreau moreno morgan mori morozov morris morrison morrow morse morton
moses mosley moss moyer mueller mullen mullins munoz murillo murphy murray myers nair nakamura napolitano nash navarro ndiaye neal nelson
newman newton nguyen nichols nicholson nielsen nixon nkosi noble nolan norman norris norton novak nowak nunez nwosu obi obrien ocampo
ochoa oconnell oconner oconnor odonnell ogunleye ohara okafor okeke oliver olsen olson oneal oneill onyango orozco orr ortega ortiz osborn
osborne osei owen owens oyelaran oyelowo pace pacheco padilla page pak palacios palmer pandey papadopoulos park parker parks parra parrish
parsons patel patrick patterson patton paul payne pearson peck pena pennington pereira perez perkins perry peters petersen peterson petrov
petrova petty pham phan phelps phillips pierce pineda pittman pitts ponce poole pope popescu popov porter portillo potter potts powell
powers pratt preston price prince proctor pruitt pugh quinn quintero qureshi rahman raman ramirez ramos ramsey randall randolph rangel rao
rasmussen ray raymond reddy reed reese reeves reid reilly rey reyes reynolds rhodes ricci rice rich richard richards richardson richmond
riley rinaldi rios rivas rivera rivers roach robbins roberson roberts robertson robinson robles rocha rodgers rodriguez rogers rojas
rollins roman romano romero rosales rosario rose rosen ross rossi roth rowe rowland roy rubio ruiz rush russell russo ryan saeed saito
salas salazar salgado salinas sampson sanchez sanders sandoval sanford santana santiago santoro santos sato saunders savage sawyer
schaefer schaffer schmidt schmitt schneider schroeder schultz schulz schwartz scott sellers seo serrano sethi sexton shaffer shah shannon
sharma sharp shaw sheikh shelton shepard shepherd sheppard sherman shields shin short siddiqui sierra silva simmons simon simpson sims
singh singhania singleton skinner sloan small smith snow snyder sokolov solis solomon sorensen sosa soto sparks spears spencer stafford
stanley stanton stark steele stein stephens stephenson stevens stevenson stewart stokes stone stout strickland strong stuart suarez
sullivan summers sutton suzuki swanson sweeney sweet swift sykes szabo takahashi tanaka tang tanner tate taylor tembo terrell terry thapa
thomas thompson thornton todd torres toure townsend tran tremblay trevino trujillo truong tucker turner tyler underwood usman valdez
valencia valentine valenzuela vance vang vargas vasquez vaughan vaughn vazquez vega velasco velasquez velez venkatesan villa villanueva
villarreal villegas vincent vo vogel volkov vu wade wagner walker wall wallace waller walls walsh walter walters walton wang ward ware
warner warren washington watanabe waters watkins watson watts weaver webb weber webster weeks weiss welch wells west wheeler whitaker
white whitehead whitfield whitney wiggins wilcox wiley wilkerson wilkins wilkinson williams williamson willis wilson winters wise wojcik
wolf wolfe wong wood woodard woods woodward wright wu wyatt xiong yadav yamamoto yang yates ybarra yilmaz yoder yoon york young yu zaman
zamora zavala zhang zhao zhou zhu zielinski zimmerman zuniga
""".split())

WORDLIKE = frozenset("""
abbott ada al ali alma amber ana angel ann april archer ariel armstrong art asha ashley august aurora austin autumn baker ball banks
barber bass beard bell bender berry best bill billie bird bishop black blake bolton bond booker booth bowers bradford branch bravo bridges
brooke brooklyn brooks brown buck burns bush butler cain cannon carol carolina carpenter carter case casey chambers chase chelsea cherry
christian church claude clay cole collier combs cook cooper costa crane cross crystal curry daisy dakota dale dallas dan dang das dawn day
dean decker destiny don dong dora downs drew duke dyer earl earnest ebony ed elisa english eva ewing faith farmer fields fisher flora
florence flowers foley ford foster fox francis frank franklin freeman french frost fuller gail gamble gardner garrison gates gene gentry
georgia giles gill ginger glass glenn golden good goodman grace grant graves gray green gross guy hail hall hanna hardy harper hart hazel
heath herring hill ho holder holly hood hope horn house houston hull hunt hunter hurst ida ira iris israel jack jackson jade jan jasmine
jay jean jo jordan joy june kaiser kay kent kenya key king kirk knight lamb lance lane lang lara lars le leach lei li lily lim lin ling
little logan long lou love luna lynch mack madison mae mann mark marks marsh martin mason mata max may mayo mays meadows mei melody
mercedes mercer mike milan miles mills ming miranda misty mitchell moe mona moody moon morgan moss moyer nettie newton nick noble noel
norman obi olive pace page paige palmer park parker parks pat pearl peck penny perry petty phil pierce pitts pope porter potter potts
powers price prince proctor quan queen ray reed rex rice rich richmond riley rivers roach rob robin roman rose rosemary ruby rush rusty
sam sampson sandy sang savage savannah sellers sexton sharp shepherd shields shin short sierra singleton skinner skylar small snow soo
sparks spears stafford stark steele stein stone stout strong sue summer summers sweet swift tanner tate taylor tim trinity troy tucker
tyler underwood valentine vance victor villa viola violet virgil virginia vo walker wall walls ward ware washington waters watts weaver
weeks wells west wheeler white whitehead will winters wise wolf wood woods yan ying yong york young yu zoe
""".split())
