/// The names that stand for people: common English ones, so that a synthetic name looks like a name and like nobody.
///
/// The order and the number of entries decide which original gets which name. Changing either changes every name of
/// every project, so these lists are frozen.
enum SyntheticNames {
    static let family = words(
        """
        Abbott Acker Adair Adams Addison Adler Ainsley Albright Alcott Alden Alford Allard Allen Allison Alston
        Ames Amory Anders Anderson Andrews Ansel Appleby Archer Arden Arlen Armitage Arnold Ashby Ashford
        Ashton Atherton Atkins Atwood Austen Avery Aylward Bacon Bailey Baker Baldwin Ballard Bancroft Banks
        Barclay Barker Barlow Barnes Barrett Barton Bassett Bates Baxter Beacham Beck Beecher Bell Bennett
        Benson Bentley Berger Berry Bishop Blackwood Blair Blake Bolton Bond Booth Bowen Bowman Boyd Bradford
        Bradley Brady Bramwell Brandt Brennan Brewer Bridges Briggs Bristow Brock Brooks Brown Bruce Bryant
        Buckley Burgess Burke Burnett Burns Burton Butler Byrne Calder Caldwell Calloway Cameron Campbell
        Cannon Carey Carlisle Carlson Carmody Carpenter Carr Carroll Carson Carter Carver Castle Chambers
        Chandler Chapman Chase Childs Church Clark Clayton Clement Clifford Clifton Coburn Cole Coleman Collier
        Collins Colton Connor Conrad Conway Cook Cooper Corbett Cornell Cotter Courtney Cowan Craig Crane
        Crawford Crosby Cross Curtis Dalton Daniels Darby Davenport Davidson Davis Dawson Deane Decker Denham
        Denton Dexter Dickson Dillard Dixon Donovan Dorsey Douglas Downing Doyle Drake Draper Driscoll Dudley
        Duffy Duncan Dunham Dunn Durham Dwyer Easton Eaton Eddings Edgerton Edison Edwards Eldridge Elliott
        Ellis Ellison Elmore Elwood Emerson Endicott English Ennis Erickson Estes Evans Everett Ewing Fairbanks
        Fairchild Falkner Farley Farmer Farrell Faulk Fenwick Ferguson Fielding Finch Finley Fischer Fisher
        Fitch Fleming Fletcher Flynn Forbes Ford Forrest Foster Fowler Fox Francis Franklin Fraser Freeman
        French Frost Fuller Gable Gaines Gallagher Galloway Gardner Garland Garner Garrett Garrison Gates Gibbs
        Gibson Gifford Gilbert Giles Gillespie Glass Glenn Goddard Goodman Goodwin Gordon Graham Granger Grant
        Graves Gray Grayson Green Greer Gregory Griffin Griffith Grimes Grover Hadley Haines Hale Hall Halsey
        Hamilton Hammond Hampton Hancock Harding Hardy Harlan Harper Harrington Harris Harrison Hart Hartley
        Harvey Hastings Hathaway Hawkins Hayden Hayes Hayward Heath Henderson Hendricks Henley Henson Herbert
        Hewitt Hicks Higgins Hill Hilton Hobbs Hodges Holbrook Holden Holland Holloway Holmes Holt Hooper
        Hopkins Horton Houston Howard Howell Hubbard Hudson Hughes Humphrey Hunt Hunter Hurst Hutchins Hyde
        Ingram Irving Irwin Jackson Jacobs James Jarvis Jefferson Jenkins Jennings Jensen Johnson Johnston
        Jordan Joyce Judson Keating Keaton Keene Keller Kelley Kellogg Kemp Kendall Kendrick Kennedy Kent Kerr
        Kilmer Kimball King Kingsley Kirby Kirkland Knight Knowles Knox Lambert Lancaster Landon Lane Langdon
        Langley Larkin Larson Latham Law Lawson Lawton Leland Leonard Leslie Lester Lewis Lincoln Lindsay
        Linton Little Livingston Lloyd Locke Lockwood Logan Loring Lowell Lowry Lucas Lyman Lynch Lyons Mabry
        Mackay Madden Maddox Malone Manning Marlow Marsh Marshall Marston Martin Mason Mather Matthews Maxwell
        Mayfield Maynard Mayo Mead Mercer Meredith Merrill Merritt Meyers Middleton Miles Miller Milton
        Mitchell Monroe Montgomery Moore Morgan Morris Morrison Morrow Morton Moss Mullen Munson Murphy Murray
        Nash Nelson Newell Newman Newton Nichols Noble Nolan Norris North Norton Norwood Oakley Oaks Olsen
        Ormond Osborne Osgood Owens Packard Page Paine Palmer Parker Parrish Parsons Patrick Patterson Patton
        Paxton Payne Pearson Peck Pembroke Penn Perkins Perry Peters Phelps Phillips Pierce Pike Piper Platt
        Pollard Porter Potter Powell Powers Pratt Prescott Preston Price Prior Proctor Quincy Quinn Radcliffe
        Ramsey Rand Randall Ransom Rawlins Raymond Reed Reeves Reid Remington Reynolds Rhodes Richards Richmond
        Riggs Riley Ritter Rivers Robbins Roberts Robinson Rockwell Rogers Rollins Roscoe Ross Rowan Rowe
        Rowland Russell Ryan Sanders Sawyer Saxon Schofield Scott Sears Seaton Selby Sewell Sexton Shaw Shelby
        Sheldon Shelton Shepherd Sherman Sherwood Sibley Simmons Simpson Sinclair Skinner Slade Sloan Smith
        Snow Snyder Somers Spalding Sparks Spencer Sprague Stafford Standish Stanley Stanton Stark Steele
        Stephens Sterling Stewart Stiles Stockton Stoddard Stokes Stone Stratton Strong Sullivan Summers Sumner
        Sutton Swift Sydney Talbot Tanner Tate Taylor Temple Terrell Thatcher Thomas Thompson Thorne Thornton
        Thurston Tilden Todd Townsend Tracy Travers Trent Tucker Turner Tyler Underwood Upton Vance Vaughn
        Vernon Vincent Wade Wagner Wakefield Walden Walker Wallace Walsh Walton Ward Warner Warren Warwick
        Watkins Watson Watts Weaver Webb Webster Weldon Wells Wesley West Weston Wheeler Whitaker White
        Whitfield Whitman Whitmore Wilcox Wilder Wiley Wilkins Willard Williams Willis Wilson Winslow Winston
        Winthrop Wolcott Wood Woodard Woodruff Woodward Worth Wright Wyatt Wynn Yates York Young Youngblood
        Zeller Ziegler
        """
    )

    static let given = words(
        """
        Aaron Abigail Adele Agnes Aidan Alan Albert Alec Alexis Alice Alison Alma Amber Amelia Amos Amy Andrea
        Angela Anita Ann Anthony April Arlene Arthur Audrey Barbara Barry Beatrice Belinda Benjamin Bernard
        Beth Blanche Bonnie Brandon Brenda Brent Brian Bridget Bruno Calvin Camille Carl Carla Carmen Caroline
        Casey Cecil Celia Charlotte Chester Chloe Claire Clara Clarence Clark Claudia Clyde Colin Connie
        Constance Cora Craig Curtis Cynthia Daisy Dale Damian Dana Daphne Darlene Darren Deborah Delia Denise
        Dennis Derek Desmond Diana Dolores Dominic Donald Dora Doris Dorothy Duane Dwight Dylan Earl Edgar
        Edith Edmund Edna Edwin Eileen Elaine Eleanor Elena Elias Elliot Eloise Elsie Emily Emma Eric Ernest
        Esther Ethan Ethel Eugene Eunice Eva Evelyn Fay Felicia Felix Fern Fiona Flora Florence Floyd Frances
        Frank Frederick Gail Gavin Gene Geneva Geoffrey Gerald Gilda Gladys Glenda Gloria Gordon Grace Greta
        Gwen Harold Harriet Harvey Hazel Hector Helen Henry Herman Hilda Holly Homer Hope Horace Howard Hugh
        Hugo Ian Ida Imogen Ingrid Irene Iris Isaac Isabel Ivan Ivy Jack Janet Janice Jasper Jean Jenna Jeremy
        Jerome Jesse Jill Joan Joel Josephine Joy Joyce Juanita Judith Julian June Karen Karl Katherine Keith
        Kelvin Kenneth Kirk Kurt Laura Laurel Lawrence Leah Lena Leo Leona Leroy Lester Lewis Lillian Lloyd
        Lois Lorna Lorraine Louis Louise Lucas Lucille Lucy Luther Lydia Lyle Mabel Madeline Malcolm Marcia
        Marcus Margaret Maria Marian Marjorie Marlene Martha Marvin Matilda Maude Maureen Maurice Maxine
        Melinda Melvin Mercy Meredith Mildred Milton Minnie Miriam Molly Mona Monica Morris Muriel Myra Myrtle
        Nadine Nancy Naomi Natalie Nathan Neil Nellie Nelson Nicholas Nina Noel Nora Norma Norman Olga Olive
        Oliver Opal Ophelia Orville Oscar Otto Owen Pamela Patience Paula Pauline Pearl Penelope Percy Perry
        Peter Petra Phoebe Phyllis Priscilla Prudence Quentin Rachel Ralph Ramona Raymond Rebecca Regina
        Reginald Rhoda Rita Roberta Roderick Roland Rosa Rosalie Rosemary Ross Roy Ruby Rufus Rupert Russell
        Ruth Sabrina Sally Samuel Sandra Selma Seth Sharon Sheila Shirley Sidney Silas Simon Sonia Sophie
        Spencer Stella Sterling Susan Sylvia Tabitha Tamara Thelma Theodore Theresa Timothy Toby Travis Trevor
        Ursula Valerie Vera Verna Vernon Victor Victoria Vincent Viola Violet Virgil Vivian Wallace Walter
        Wanda Warren Wayne Wendell Wesley Wilbur Wilfred Willa Winifred Xavier Yolanda Yvonne Zelda Zoe
        """
    )

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    }
}
