/// Words that are names of people too.
///
/// A patient called White must not hold every instance about white matter. Folded as all letters are compared.
enum OrdinaryWords {
    /// What stands in technical and clinical values so often that even as a whole value it names nobody.
    static func isTechnical(_ codes: [UInt16]) -> Bool { technical.contains(LetterFolding.hash(codes)) }

    /// Words of medicine and of technology, and those between them.
    static func isTechnicalOrFunctional(_ codes: ArraySlice<UInt16>) -> Bool {
        let hash = LetterFolding.hash(codes)
        return technical.contains(hash) || functional.contains(hash) || codes.count == 1
    }

    /// What is a word inside of a sentence, and a name if it stands alone.
    static func contains(_ codes: [UInt16]) -> Bool {
        let hash = LetterFolding.hash(codes)
        return everyday.contains(hash) || technical.contains(hash) || functional.contains(hash)
    }

    /// What is a term where values are terms, and no word of most sentences.
    static func isTerm(_ codes: [UInt16]) -> Bool { terms.contains(LetterFolding.hash(codes)) }

    private static func hashes(_ words: String) -> Set<UInt64> {
        Set(words.split { $0 == " " || $0 == "\n" }.map { LetterFolding.hash(LetterFolding.key($0)) })
    }

    private static let functional = hashes(
        """
        a about above after all alone along also an and any are around as at away back be because before behind being
        below beside best better between big both but by can care come could day de der des did die do does done down
        du early each el else end even ever every far few first for from full get go good had has have he held her here
        him his how if in into is it its just keep kept la last late le les less let like lo los made make many may
        mean might more most much must near never new next no none nor not now of off often old on once one only open
        or other our out over own part per plus put same see seen set she should since so some soon still such take
        than that the their them then there these they this those three through to today too two under until up upon
        us use used very via was way we well went were what when where which while who whole why will with within
        without would yes yet you your und mit von bei ohne nach vor zur zum im am das den dem ein eine et avec sans
        sur pour une un y con sin por para una e il con senza per met zonder van het een i z bez na w og med uden pa
        klein gross lang kurz neu alt jung weiss schwarz braun rot roth hoch tief stark fein hart rein frei oben unten
        rechts links vorn hinten kopf hals brust bauch herz fuss knie hand petit grand gros blanc noir brun long court
        gauche droit haut bas bon bel vieux jeune blanco negro rojo rubio moreno largo corto alto bajo bueno nuevo bianco
        nero rosso grosso basso lungo corto destro sinistro nuovo groot kort oud jong wit zwart bruin rood hoog laag
        """)

    /// Of the Defined Terms and Enumerated Values of PS3.3, those that no other list has.
    private static let terms = hashes(
        """
        acceptance biped bitmap cartesian compensated decay elliptical fieldmap filament finite foreground grids
        imaginary interactive invalid isotropic lossless maxip monochrome multipoint neutron nonlinear nonparallel norm
        notes oversampling paired palette photoconductor polygonal polyline randoms rectilinear reformatted reprojection
        resampled rotating sampled scintillator semiautomatic separate simulator singles spoiled stepandshoot success
        text tracew unapproved undefined undistorted unpaired unverified valid
        """)

    /// Anatomy, findings, positions, views, sequences, units, makers, filters.
    private static let technical = hashes(
        """
        abdomen abdominal abscess accuray achieva acuson acute adrenal adult aero affiniti agatston agfa
        airway alert allura ankle anterior aorta aortic apex apical aquilion arch arm arms arterial artery
        artis aspect atrial auto average axial axis azurion band bank barco bartlett basal base beam bed belly
        bilateral bile biograph black bladder blade bland blind block blood blow board body bolus bone bones
        border bore bound bow bowel bowl brain branch breast breath bridge bright brilliance broad bronchus
        brow brown bruker buckle bulb burn burns butterworth bypass calf canal cancer canon cap cardiac care
        carestream carotid cast cavity cell center central cervical chain chamber channel cheek chest child
        chin chron chronic clamp clear cleft click clinic clip close cloud coil cold colon color colour column
        compact complete cone contour contrast convex cord core corner coronal coronary cortex cough count
        course cover crane cranial cross crown cube cup curve cut cyst dark data deep definition delay delayed
        dense density dental depth diastole digit digital dimensions disc discovery discs dish disk distal
        dixon donor doppler dorsal dose double drain dual duct dura dynamic ear early echo edge effusion elbow
        electric elekta ellipse empty enema epi epiq esaote exam exit expo eye eyes face fair fall fascia fast
        fat fatty feet femur fetal fever fibula field film filter fine finger fish fissure fist flair flank
        flash flat flex flow fluid foam focal focus fold foot force forearm foreign form fossa fourier
        fracture frame free fresh front frontal fuji fujifilm function fundus fusion gain gall gamma gap gas
        gastric gate gated gauge gauss gaussian general gland glass glenoid graft grain graph gray green grey
        grid groin gross ground group growth guide gun gut half hallux hamming hand hands hann hanning hard
        head health healthcare heart heat heel height hepatic high hilar hip hips hitachi hologic home hot
        hounsfield house humerus hump ice iliac image imaging implant incline infant inferior ingenia inner
        innova insert intact intera jaw joint joints junction kernel key kidney knee knees knot kodak konica
        lanczos land large laser lateral layer lead leaf left leg legs lens lesion level life lift light limb
        lime line linear lip lips liquid liver load lobe local localizer lock logiq long loop lorad loss low
        lower lumbar lump lung lungs lymph magnetom male mammomat mandible margin mark marks marrow mask mass
        matrix matter mature maxilla mean medial medical medison medium mesh middle mild mindray minolta minor
        mobile moderate monitor motion mouse mouth movie muscle nail nasal native navel neck needle nerve
        neuro neusoft night nikon node normal north nose nurse oblique olympus optima optivus oral orbit organ
        outer oval ovary overlay pace paddle pain palm panel park part parzen patch patella peak pelvic pelvis
        phantom pharynx phase philips pin pink pitch plain plan plane planmeca plant plaque plate pleura plus
        point pole polyp pons pool port portal post posterior pouch power prep press probe profile prone
        prostate protocol proximal pulmonary pulse pump punch quick radial radius radon ramp range rapid rate
        ray rays real rear rectal rectum red reference region relax renal rest retina revolution rib ribs
        right rock rod room root rope rotator rough round routine row rush sacral sacrum safe sagittal samsung
        sand scale scan scanner scar scout screen screw scrotum second section selenia sella senographe
        sensation sensor series sessile severe shade shadow shaft shape sharp shell shepp shield shift
        shimadzu shin shine short shot shoulder shunt side siemens signa silver simple single sinus sinuses
        sirona skin skull slab sleeve slice slim slow small smart smear smooth soft soleus solid somatom
        sonosite sony south space spark spatial speech speed sphere spike spin spinal spine spiral spleen spot
        spray spring stable staff stage stain standard static stem stent step sternum stiff still stomach
        stone straight strain stream stress stroke strong structure stryker study subject suite sulcus
        superior supine surface swell swing symphysis systole table tail tall tan tangent target tear temple
        temporal tender tendon tesla test testis thick thigh thin thoracic thorax throat thumb thyroid tibia
        tight time tip tissue toe toes tone tongue tooth top topcon torso toshiba total trace trachea track
        tract trail transverse trial trim true trunk tube tubes tumor twin twist type ulcer ulna ultra union
        unit united upper uterus vagina valsalva valve varian vatech vein vena venous ventral ventricle
        vertebra vertex view vital vivid voice void voluson wall warm wash waste water wave web wedge weight
        white wide width winter wire with wound wrist yellow york zeiss zero zone
        """)

    /// Eponyms of medicine, scanners, and what else sentences are full of.
    private static let everyday = hashes(
        """
        addison aera amber angel april arnold art august autumn avanto bain baker ball bank bankart banks
        barlow barrett bass bay bean bell bill bird bloom blue bond book boot boxer caldwell cannon case cash
        cat chance chase chiari christian church city clay coat cobb colles cook crew crohn cross cushing dale
        dandy danelius dawn day dean deer dial dove down drake driver eagle earl east emotion english espree
        ewing falcon farmer ferguson field finch florence flower foley fontan forest fort foster fowler fox
        french friday garden garth gem german gill glen glenn gold golden grace grand grant grashey grass
        graves gulf guy hammer harbor hardy hare harmony harp harris hashimoto hawk hazard hill hodgkin hollow
        honey hood hook hope horn horse hunt iris iron island ivory jack jade judet judkins july june justice
        kaposi king knight korean lake lane lauenstein law link lion little lodge logan lord love lucky lumina
        maple march marine mark marshall max may mayer meckel merchant mercy miles mill monday moon moss mote
        murphy mustard nile noble north norwood oak ocean olive opal page paget palm parkinson peace peach
        pearl penny pepper perry phoenix pilot pole pond pope price pride priest prince prior prisma purple
        queen rabbit rain ray reef rice rich ridge ring river rivers road robin rose ross ruby runner rush
        sachs sage sailor salt sand sandy saturday schuller seal seldinger senior shepherd simpson singer sky
        skyra snow sola sonata south spear spring spur squire star steel stenvers stock storey storm stout
        street summer sun sunday swan sweet swift sylvius symphony talent tanner terry thorn thursday tiger
        till tower towne trendelenburg trinity trio tube tuesday usher vale valley verio victory vida violet
        viper vista wade walker walks ward ware waters watts webb wednesday wells west wheeler wild will
        willis willow wilms winter wise wolf wood woods worm worth wren yard young
        """)
}
