<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Another label than the model&apos;s in {0} ({1}) of %Ln frame(s) reviewed.</source>
        <translation>
            <numerusform>Ein anderes Label als das des Modells bei {0} ({1}) von %Ln geprüften Bild.</numerusform>
            <numerusform>Ein anderes Label als das des Modells bei {0} ({1}) von %Ln geprüften Bildern.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln item(s), correction right in {1}</source>
        <translation>
            <numerusform>{0}: %Ln Eintrag, Korrektur richtig bei {1}</numerusform>
            <numerusform>{0}: %Ln Einträge, Korrektur richtig bei {1}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Mien</source>
        <translation>Über Mien</translation>
    </message>
    <message>
        <source>Ask people before you analyse their faces. In the European Union, inferring emotions at work and in education is forbidden except for medical or safety reasons (AI Act, Article 5). Do not base decisions about people on it.</source>
        <translation>Menschen vor der Analyse ihrer Gesichter um Erlaubnis fragen. In der Europäischen Union ist es verboten, am Arbeitsplatz und in Bildungseinrichtungen auf Emotionen zu schließen, außer aus medizinischen Gründen oder Sicherheitsgründen (KI-Verordnung, Artikel 5). Keine Entscheidungen über Menschen darauf stützen.</translation>
    </message>
    <message>
        <source>Everything is computed on this computer and nothing is sent anywhere. Live pictures are not stored, and the numbers of a live session are forgotten when it ends, unless you record or export them. Those of an analysed video are kept in Mien&apos;s data folder, so that they need not be computed again.</source>
        <translation>Alles wird auf diesem Computer berechnet, nichts wird übertragen. Live-Bilder werden nicht gespeichert, und die Werte einer Live-Sitzung werden mit ihrem Ende vergessen, sofern sie nicht aufgenommen oder exportiert werden. Die eines analysierten Videos bleiben im Datenordner von Mien, damit sie nicht neu berechnet werden müssen.</translation>
    </message>
    <message>
        <source>Expressions are not feelings</source>
        <translation>Ausdruck ist nicht Gefühl</translation>
    </message>
    <message>
        <source>Lawful use</source>
        <translation>Rechtmäßige Verwendung</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>Lizenzen…</translation>
    </message>
    <message>
        <source>Mien says what a face looks like, as a crowd of people would label the picture, and how sure it is. It does not know what anyone feels, thinks or intends, and it makes mistakes, more for some people than for others.</source>
        <translation>Mien sagt, wie ein Gesicht aussieht, so wie viele Menschen das Bild bezeichnen würden, und wie sicher das ist. Was jemand fühlt, denkt oder vorhat, weiß es nicht. Und es macht Fehler, bei manchen Menschen mehr als bei anderen.</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>The program is free software under the Apache License 2.0. It uses Qt (LGPL), MediaPipe, OpenVINO, ONNX Runtime, OpenCV, FFmpeg and pyqtgraph.</source>
        <translation>Das Programm ist freie Software unter der Apache-Lizenz 2.0. Es verwendet Qt (LGPL), MediaPipe, OpenVINO, ONNX Runtime, OpenCV, FFmpeg und pyqtgraph.</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
</context>
<context>
    <name>AgreementDialog</name>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Agreement of each pair of raters</source>
        <translation>Übereinstimmung jedes Paars von Ratern</translation>
    </message>
    <message>
        <source>Agreement of raters</source>
        <translation>Übereinstimmung der Rater</translation>
    </message>
    <message>
        <source>All videos of the project</source>
        <translation>Alle Videos des Projekts</translation>
    </message>
    <message>
        <source>Alpha and kappa: 1 is full agreement, 0 is chance; in brackets their 95 % interval. Faces are ambiguous: low values may be a finding, and fixed limits for good or bad do not fit here.</source>
        <translation>Alpha und Kappa: 1 ist volle Übereinstimmung, 0 ist Zufall; in Klammern ihr 95-%-Intervall. Gesichter sind mehrdeutig: Niedrige Werte können ein Befund sein, und feste Grenzen für gut oder schlecht passen hier nicht.</translation>
    </message>
    <message>
        <source>Cohen&apos;s kappa</source>
        <translation>Cohens Kappa</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>Divergenz</translation>
    </message>
    <message>
        <source>Export tables…</source>
        <translation>Tabellen exportieren…</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message numerus="yes">
        <source>Krippendorff&apos;s alpha of people over %Ln moment(s): {0} for the leading label, {1} for whole distributions.</source>
        <translation>
            <numerusform>Krippendorffs Alpha der Menschen über %Ln Zeitpunkt: {0} für das führende Label, {1} für ganze Verteilungen.</numerusform>
            <numerusform>Krippendorffs Alpha der Menschen über %Ln Zeitpunkte: {0} für das führende Label, {1} für ganze Verteilungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Moments</source>
        <translation>Zeitpunkte</translation>
    </message>
    <message>
        <source>Most often confused</source>
        <translation>Am häufigsten verwechselt</translation>
    </message>
    <message>
        <source>No two people have labelled the same moment yet, so alpha is not defined.</source>
        <translation>Noch hat niemand denselben Zeitpunkt wie jemand anderes gelabelt, daher ist Alpha nicht definiert.</translation>
    </message>
    <message>
        <source>Of which videos</source>
        <translation>Aus welchen Videos</translation>
    </message>
    <message>
        <source>Only labels given while the model was hidden</source>
        <translation>Nur Labels, die bei verdecktem Modell vergeben wurden</translation>
    </message>
    <message>
        <source>Only {0}</source>
        <translation>Nur {0}</translation>
    </message>
    <message>
        <source>Raters</source>
        <translation>Rater</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Wird berechnet…</translation>
    </message>
</context>
<context>
    <name>AnalysisBar</name>
    <message numerus="yes">
        <source>%Ln frame(s) analysed</source>
        <translation>
            <numerusform>%Ln Bild analysiert</numerusform>
            <numerusform>%Ln Bilder analysiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>Analysieren</translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation>Neu analysieren</translation>
    </message>
    <message>
        <source>Analyse the whole video</source>
        <translation>Das ganze Video analysieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message>
        <source>Progress of the analysis</source>
        <translation>Fortschritt der Analyse</translation>
    </message>
    <message>
        <source>Write the results to a file</source>
        <translation>Die Ergebnisse in eine Datei schreiben</translation>
    </message>
    <message>
        <source>analysed by an earlier model</source>
        <translation>mit einem früheren Modell analysiert</translation>
    </message>
    <message>
        <source>video {0} of {1}</source>
        <translation>Video {0} von {1}</translation>
    </message>
    <message>
        <source>{0} frames/s</source>
        <translation>{0} Bilder/s</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>noch {0}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ColumnPicker</name>
    <message>
        <source>All columns</source>
        <translation>Alle Spalten</translation>
    </message>
    <message>
        <source>Columns</source>
        <extracomment>So many columns whose names begin alike are a group.</extracomment>
        <translation>Spalten</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <extracomment>Lines that are seen at once. Height of a line in pixels. How far keys move in the list.</extracomment>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Commands that fit</source>
        <translation>Passende Befehle</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
</context>
<context>
    <name>ConfusionView</name>
    <message>
        <source>Confusion of two raters</source>
        <translation>Verwechslungen zweier Rater</translation>
    </message>
    <message>
        <source>{0} in rows, {1} in columns; moments 0.2 s apart</source>
        <translation>{0} in Zeilen, {1} in Spalten; Zeitpunkte im Abstand von 0,2 s</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>held-out faces: {0}</source>
        <translation>zurückgehaltene Gesichter: {0}</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>Add project</source>
        <translation>Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Add project…</source>
        <translation>Projekt hinzufügen…</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>At most so many minutes</source>
        <translation>Höchstens so viele Minuten</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>Faces of each label: learned from + measured on</source>
        <translation>Gesichter je Label: zum Lernen + zum Messen</translation>
    </message>
    <message>
        <source>Keep apart by</source>
        <translation>Trennen nach</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Last lines of the trainer&apos;s log</source>
        <translation>Letzte Zeilen des Trainingsprotokolls</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>Lernen aus</translation>
    </message>
    <message>
        <source>Measured on</source>
        <translation>Gemessen an</translation>
    </message>
    <message>
        <source>Model to begin with</source>
        <translation>Ausgangsmodell</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation>Name des neuen Modells</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
    <message>
        <source>Nobody is both learned from and measured on; people are named with F2</source>
        <translation>Niemand dient zugleich zum Lernen und zum Messen; F2 benennt Personen</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Projects (*{0})</source>
        <translation>Projekte (*{0})</translation>
    </message>
    <message>
        <source>Projects to learn from</source>
        <translation>Projekte zum Lernen</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps of learning</source>
        <translation>Lernschritte</translation>
    </message>
    <message>
        <source>The same people may be on both sides, in different videos</source>
        <translation>Dieselben Personen können auf beiden Seiten sein, in verschiedenen Videos</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Who or what is measured on</source>
        <translation>An wem oder was gemessen wird</translation>
    </message>
</context>
<context>
    <name>EmotionBars</name>
    <message>
        <source>Expression of the selected face</source>
        <extracomment>A smaller share would be drawn as a speck. What the ground depends on: size, pixel ratio, whether it is dark, whose name is the boldest.</extracomment>
        <translation>Ausdruck des gewählten Gesichts</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>korrigiert</translation>
    </message>
    <message>
        <source>first look</source>
        <translation>erster Blick</translation>
    </message>
</context>
<context>
    <name>EngineNews</name>
    <message>
        <source>It is used from the next camera, demo or analysis on.</source>
        <translation>Sie wird ab der nächsten Kamera, Demo oder Analyse verwendet.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Preparing the graphics card, once</source>
        <translation>Die Grafikkarte wird einmalig vorbereitet</translation>
    </message>
    <message>
        <source>Some minutes at most; the processor does the work meanwhile.</source>
        <translation>Höchstens einige Minuten; inzwischen rechnet der Prozessor.</translation>
    </message>
    <message>
        <source>The graphics card is not used; the processor does the work</source>
        <translation>Die Grafikkarte wird nicht verwendet; der Prozessor rechnet</translation>
    </message>
    <message>
        <source>The graphics card is ready</source>
        <translation>Die Grafikkarte ist bereit</translation>
    </message>
</context>
<context>
    <name>EntryBar</name>
    <message>
        <source>1 to 8, then Enter · Esc leaves</source>
        <translation>1 bis 8, dann Eingabetaste · Esc bricht ab</translation>
    </message>
    <message>
        <source>Enter labels · Backspace takes one back · Esc leaves</source>
        <translation>Eingabetaste vergibt · Rücktaste nimmt eine zurück · Esc bricht ab</translation>
    </message>
    <message>
        <source>Enter labels · Shift and a digit takes one away · Esc leaves</source>
        <translation>Enter vergibt das Label · Umschalt und eine Ziffer nimmt eine weg · Esc verlässt</translation>
    </message>
    <message>
        <source>No usable face: digits say why</source>
        <translation>Kein brauchbares Gesicht: Ziffern sagen, warum</translation>
    </message>
    <message>
        <source>One of these: digits choose</source>
        <translation>Eines von diesen: mit Ziffern wählen</translation>
    </message>
    <message>
        <source>Votes: each digit adds one</source>
        <translation>Stimmen: jede Ziffer zählt eine dazu</translation>
    </message>
    <message>
        <source>What is being typed</source>
        <translation>Was gerade eingegeben wird</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Analysed frames ({0})</source>
        <translation>Analysierte Bilder ({0})</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Cancelled; no file was written</source>
        <translation>Abgebrochen; keine Datei wurde geschrieben</translation>
    </message>
    <message>
        <source>Every frame ({0})</source>
        <translation>Alle Bilder ({0})</translation>
    </message>
    <message>
        <source>Export results</source>
        <translation>Ergebnisse exportieren</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File to write</source>
        <translation>Zu schreibende Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>Needs the package pyarrow, which is not installed</source>
        <translation>Braucht das Paket pyarrow, das nicht installiert ist</translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <source>Preview of the first rows</source>
        <translation>Vorschau der ersten Zeilen</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln row(s) · frames: {0} · columns: {1}</source>
        <translation>
            <numerusform>Die erste Zeile (%Ln) · Bilder: {0} · Spalten: {1}</numerusform>
            <numerusform>Die ersten %Ln Zeilen · Bilder: {0} · Spalten: {1}</numerusform>
        </translation>
    </message>
    <message>
        <source>⚠ {0} is there already: it will be replaced.</source>
        <translation>⚠ {0} gibt es schon: die Datei wird ersetzt.</translation>
    </message>
    <message>
        <source>⚠ {0} of the video is not analysed: those frames get an empty row, status “dropped”.</source>
        <translation>⚠ {0} des Videos sind nicht analysiert: Diese Bilder bekommen eine leere Zeile, Status „dropped“.</translation>
    </message>
    <message>
        <source>⚠ {0} of the video is not analysed: those frames get no row.</source>
        <translation>⚠ {0} des Videos sind nicht analysiert: Diese Bilder bekommen keine Zeile.</translation>
    </message>
</context>
<context>
    <name>FacePanel</name>
    <message>
        <source>Disagreement</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Face {n} of {m}</source>
        <translation>Gesicht {n} von {m}</translation>
    </message>
    <message>
        <source>Look towards the camera, with light on the face.</source>
        <translation>In die Kamera schauen, mit Licht auf dem Gesicht.</translation>
    </message>
    <message>
        <source>Next face</source>
        <translation>Nächstes Gesicht</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>Selected face</source>
        <extracomment>The user asked for the next face.</extracomment>
        <translation>Gewähltes Gesicht</translation>
    </message>
</context>
<context>
    <name>FaceStrip</name>
    <message>
        <source>The face at a few moments of the item</source>
        <translation>Das Gesicht zu einigen Zeitpunkten des Eintrags</translation>
    </message>
</context>
<context>
    <name>FactLine</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>FineTuneDialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
</context>
<context>
    <name>FineTuning</name>
    <message>
        <source>Analyse again</source>
        <translation>Neu analysieren</translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation>Feinabstimmung…</translation>
    </message>
    <message>
        <source>Go back to {0}</source>
        <translation>Zurück zu {0}</translation>
    </message>
    <message>
        <source>Labels and models are as they were; start it again</source>
        <translation>Labels und Modelle sind wie zuvor; neu starten</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Look at the result</source>
        <translation>Ergebnis ansehen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Old and new model were compared; nothing changes until you decide.</source>
        <translation>Altes und neues Modell sind verglichen; bis zur Entscheidung ändert sich nichts.</translation>
    </message>
    <message>
        <source>Start the fine-tuning again; your labels are as they were</source>
        <translation>Die Feinabstimmung neu starten; die Labels sind, wie sie waren</translation>
    </message>
    <message>
        <source>The fine-tuning is finished</source>
        <translation>Die Feinabstimmung ist fertig</translation>
    </message>
    <message>
        <source>What {0} said is kept; analyse again to see what the new one says.</source>
        <translation>Was {0} sagte, bleibt erhalten; neu analysieren zeigt, was das neue sagt.</translation>
    </message>
    <message>
        <source>a fine-tuning broke off before it was finished</source>
        <extracomment>The trainer&apos;s command line for a plan. How far the run is, 0..1; None before learning begins.</extracomment>
        <translation>eine Feinabstimmung brach ab, bevor sie fertig war</translation>
    </message>
    <message>
        <source>the new model is not there any more</source>
        <translation>das neue Modell ist nicht mehr da</translation>
    </message>
    <message>
        <source>{0} is kept among your models</source>
        <translation>{0} bleibt unter den eigenen Modellen</translation>
    </message>
    <message>
        <source>{0} is still in use.</source>
        <translation>{0} ist weiter in Gebrauch.</translation>
    </message>
    <message>
        <source>{0} reads faces from now on</source>
        <translation>{0} liest ab jetzt die Gesichter</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>No video</source>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>Größe des Bilds</translation>
    </message>
    <message>
        <source>The video is not here: labels and results come from the project</source>
        <translation>Das Video ist nicht da: Labels und Ergebnisse kommen aus dem Projekt</translation>
    </message>
    <message>
        <source>VFR</source>
        <translation>VFR</translation>
    </message>
    <message>
        <source>Variable frame rate: times come from the file&apos;s own timestamps</source>
        <translation>Variable Bildrate: Die Zeiten kommen aus den Zeitstempeln der Datei</translation>
    </message>
    <message>
        <source>{0} fps</source>
        <translation>{0} Bilder/s</translation>
    </message>
</context>
<context>
    <name>Importing</name>
    <message>
        <source>Bringing in {0}…</source>
        <translation>{0} wird importiert…</translation>
    </message>
    <message numerus="yes">
        <source>Bringing in {0}… %Ln line(s)</source>
        <translation>
            <numerusform>{0} wird importiert… %Ln Zeile</numerusform>
            <numerusform>{0} wird importiert… %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Import</source>
        <extracomment>A progress dialog comes up after so long, in milliseconds.</extracomment>
        <translation>Import</translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln label(s).</source>
        <translation>
            <numerusform>{0}: %Ln Label.</numerusform>
            <numerusform>{0}: %Ln Labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln new label(s).</source>
        <translation>
            <numerusform>{0}: %Ln neues Label.</numerusform>
            <numerusform>{0}: %Ln neue Labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: predictions of %Ln frame(s).</source>
        <translation>
            <numerusform>{0}: Vorhersagen zu %Ln Bild.</numerusform>
            <numerusform>{0}: Vorhersagen zu %Ln Bildern.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>All as shipped</source>
        <translation>Alle wie geliefert</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>As shipped</source>
        <translation>Wie geliefert</translation>
    </message>
    <message>
        <source>Beside the keys it has</source>
        <translation>Neben den Tasten, die es schon hat</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation>Befehl oder Taste finden</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Live picture</source>
        <translation>Live-Bild</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>Press a key</source>
        <translation>Taste drücken</translation>
    </message>
    <message>
        <source>Press the new key for: {0}</source>
        <translation>Die neue Taste drücken für: {0}</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>Diese Taste nehmen</translation>
    </message>
    <message>
        <source>Video, labels and review</source>
        <translation>Video, Labels und Prüfung</translation>
    </message>
    <message>
        <source>{0} is free</source>
        <translation>{0} ist frei</translation>
    </message>
</context>
<context>
    <name>LabelButton</name>
    <message>
        <source>{0}, key {1}</source>
        <translation>{0}, Taste {1}</translation>
    </message>
</context>
<context>
    <name>LabelCounts</name>
    <message>
        <source>Faces of each label</source>
        <translation>Gesichter je Label</translation>
    </message>
    <message>
        <source>{0}: {1} to learn from, {2} to measure on</source>
        <translation>{0}: {1} zum Lernen, {2} zum Messen</translation>
    </message>
</context>
<context>
    <name>LabelDesk</name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln Label</numerusform>
            <numerusform>%Ln Labels</numerusform>
        </translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>Frame {0}</source>
        <translation>Bild {0}</translation>
    </message>
    <message>
        <source>In to out · {0}</source>
        <translation>In bis Out · {0}</translation>
    </message>
    <message>
        <source>Nothing can be labelled here.</source>
        <translation>Hier lässt sich nichts labeln.</translation>
    </message>
    <message>
        <source>Press 1 to 8 to label this frame. All keys: {0}.</source>
        <translation>1 bis 8 drücken, um dieses Bild zu labeln. Alle Tasten: {0}.</translation>
    </message>
    <message>
        <source>Selected label · {0}</source>
        <translation>Gewähltes Label · {0}</translation>
    </message>
    <message numerus="yes">
        <source>not saved: %Ln change(s) wait</source>
        <translation>
            <numerusform>nicht gespeichert: %Ln Änderung wartet</numerusform>
            <numerusform>nicht gespeichert: %Ln Änderungen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>only to be read: cannot be changed here</source>
        <translation>nur zu lesen: hier nicht zu ändern</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>the video is not here: cannot be changed</source>
        <translation>das Video ist nicht da: nicht zu ändern</translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>After a label on to the next unlabelled frame</source>
        <translation>Nach jedem Label weiter zum nächsten Bild ohne Label</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Each digit ends a label</source>
        <translation>Jede Ziffer beendet ein Label</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Hide or show the model&apos;s answer</source>
        <translation>Antwort des Modells verdecken oder zeigen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Label as typed</source>
        <translation>Wie eingegeben labeln</translation>
    </message>
    <message>
        <source>Leave typing</source>
        <translation>Eingabe verlassen</translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation>Kein brauchbares Gesicht</translation>
    </message>
    <message>
        <source>One of…</source>
        <translation>Eines von…</translation>
    </message>
    <message>
        <source>Run through</source>
        <translation>Durchlauf</translation>
    </message>
    <message>
        <source>Show model</source>
        <translation>Modell zeigen</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Votes…</source>
        <translation>Stimmen…</translation>
    </message>
    <message>
        <source>Who labels</source>
        <translation>Wer labelt</translation>
    </message>
    <message>
        <source>Who labels: each person has labels of their own</source>
        <translation>Wer labelt: Jede Person hat ihre eigenen Labels</translation>
    </message>
    <message>
        <source>Why there is no usable face</source>
        <translation>Warum es kein brauchbares Gesicht gibt</translation>
    </message>
    <message>
        <source>Why…</source>
        <translation>Warum…</translation>
    </message>
    <message>
        <source>{0}, key {1}</source>
        <translation>{0}, Taste {1}</translation>
    </message>
</context>
<context>
    <name>LabelTable</name>
    <message>
        <source>Labels</source>
        <extracomment>Keys that move about in the table, where the page would else do something of its own.</extracomment>
        <translation>Labels</translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>Expressions of each face over time</source>
        <extracomment>Left and right of a lane&apos;s names.</extracomment>
        <translation>Ausdruck jedes Gesichts über die Zeit</translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>kalibriert</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>korrigiert</translation>
    </message>
    <message>
        <source>disagreement</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>first look</source>
        <translation>erster Blick</translation>
    </message>
</context>
<context>
    <name>Leftovers</name>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation>
            <numerusform>%n Aufnahme wurde nicht beendet</numerusform>
            <numerusform>%n Aufnahmen wurden nicht beendet</numerusform>
        </translation>
    </message>
    <message>
        <source>No frame had been analysed yet.</source>
        <translation>Noch war kein Bild analysiert.</translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation>Nichts wurde aufgenommen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message numerus="yes">
        <source>Recovered %n row(s)</source>
        <translation>
            <numerusform>%n Zeile wiederhergestellt</numerusform>
            <numerusform>%n Zeilen wiederhergestellt</numerusform>
        </translation>
    </message>
    <message>
        <source>{names} · Mien ended unexpectedly; what was recorded until then is there</source>
        <translation>{names} · Mien endete unerwartet; was bis dahin aufgenommen wurde, ist da</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Colours of the expressions</source>
        <extracomment>Lanes that are higher than this may be scrolled, in pixels. From a colour of the legend to its name, and from one name to the next, in pixels.</extracomment>
        <translation>Farben der Ausdrücke</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Licences</source>
        <extracomment>What is imported while the app runs, by the names of its distributions. Beginnings of the names of files with licences.</extracomment>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Parts of the program</source>
        <translation>Teile des Programms</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Text der Lizenz</translation>
    </message>
    <message>
        <source>This part came without the text of its licence.</source>
        <translation>Dieser Teil kam ohne den Text seiner Lizenz.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
</context>
<context>
    <name>LiveController</name>
    <message>
        <source>Demo clip</source>
        <extracomment>Without a result for so long, in nanoseconds, pictures are shown without one. How often the status figures are refreshed, in milliseconds. What holds for the next camera or demo; model and smoothing are chosen apart. Which model is to be used; None for the one that comes with Mien.</extracomment>
        <translation>Demo-Clip</translation>
    </message>
</context>
<context>
    <name>LiveNews</name>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>CSV exportieren</translation>
    </message>
    <message>
        <source>Exported in part</source>
        <translation>Teilweise exportiert</translation>
    </message>
    <message>
        <source>Exported {time}</source>
        <translation>{time} exportiert</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert…</translation>
    </message>
    <message>
        <source>Folder for recordings</source>
        <translation>Ordner für Aufnahmen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>Kameras suchen</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>Noch nichts zu exportieren</translation>
    </message>
    <message>
        <source>Nothing to see yet</source>
        <translation>Noch nichts zu sehen</translation>
    </message>
    <message>
        <source>Nothing was exported</source>
        <translation>Nichts wurde exportiert</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>Video öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Plug one in and look again. On Linux, /dev/video0 should exist and you should belong to the group “video”.</source>
        <translation>Eine anschließen und erneut suchen. Unter Linux sollte es /dev/video0 geben und das Konto zur Gruppe „video“ gehören.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Start a camera or the demo; every analysed frame is kept until you stop.</source>
        <translation>Eine Kamera oder die Demo starten; jedes analysierte Bild bleibt bis zum Stopp erhalten.</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Start it again, or export what was analysed so far.</source>
        <translation>Neu starten oder exportieren, was bisher analysiert wurde.</translation>
    </message>
    <message>
        <source>Stop and keep what is written</source>
        <translation>Anhalten und Geschriebenes behalten</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>The camera is off</source>
        <translation>Die Kamera ist aus</translation>
    </message>
    <message>
        <source>The picture is saved</source>
        <translation>Das Bild ist gespeichert</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>läuft an</translation>
    </message>
    <message>
        <source>{0} fps</source>
        <translation>{0} Bilder/s</translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>Loading the model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <extracomment>The panel leaves the rest of the width to the picture, however large the text.</extracomment>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Paused · still recording</source>
        <translation>Pause · Aufnahme läuft weiter</translation>
    </message>
    <message>
        <source>The analysis lags behind</source>
        <translation>Die Analyse hängt hinterher</translation>
    </message>
</context>
<context>
    <name>LiveToolbar</name>
    <message numerus="yes">
        <source>%Ln mark(s)</source>
        <translation>
            <numerusform>%Ln Marke</numerusform>
            <numerusform>%Ln Marken</numerusform>
        </translation>
    </message>
    <message>
        <source>Camera</source>
        <extracomment>Where a disk has less room than this, a recording says so. What the list of cameras would like to have beyond the least. Slider steps in a second. A camera, or None for the demo clip.</extracomment>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Demo clip</source>
        <translation>Demo-Clip</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>CSV exportieren</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>Kameras suchen</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Recording: {0}</source>
        <translation>Aufnahme: {0}</translation>
    </message>
    <message>
        <source>Recording; {free} free</source>
        <translation>Aufnahme läuft; {free} frei</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Smoothing in seconds</source>
        <translation>Glättung in Sekunden</translation>
    </message>
    <message>
        <source>Time over which what is shown is averaged; exported values stay raw</source>
        <translation>Zeit, über die das Gezeigte gemittelt wird; exportierte Werte bleiben roh</translation>
    </message>
    <message>
        <source>What to record</source>
        <translation>Was aufgenommen wird</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>{count} lost</source>
        <translation>{count} verloren</translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation>{free} frei</translation>
    </message>
</context>
<context>
    <name>Looks</name>
    <message>
        <source>The language changes when Mien is started again</source>
        <translation>Die Sprache wechselt mit dem nächsten Start von Mien</translation>
    </message>
    <message>
        <source>Until then everything goes on as it is.</source>
        <translation>Bis dahin geht alles weiter wie bisher.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Show log</source>
        <extracomment>Seconds that all threads together have to end when the window closes. What can be done only while something is watched; the live page enables them. What is about the open video or its project. False once closing found a thread that would not end.</extracomment>
        <translation>Protokoll zeigen</translation>
    </message>
</context>
<context>
    <name>ModeSwitch</name>
    <message>
        <source>Check where the model is most likely wrong</source>
        <translation>Prüfen, wo das Modell am ehesten falsch liegt</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Labeln</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Say what you see</source>
        <translation>Sagen, was zu sehen ist</translation>
    </message>
    <message>
        <source>See what the model says</source>
        <translation>Sehen, was das Modell sagt</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Ansehen</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Delete {0} for good</source>
        <translation>{0} endgültig löschen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation>Feinabstimmung…</translation>
    </message>
    <message>
        <source>Go back to {0}</source>
        <translation>Zurück zu {0}</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Entstanden</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>Dieses verwenden</translation>
    </message>
    <message>
        <source>{0} – in use</source>
        <translation>{0} – in Gebrauch</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the whole video</source>
        <extracomment>So near to an edge of the window the mouse takes hold of it, in pixels. Height of the labels along the lower edge, in pixels.</extracomment>
        <translation>Übersicht über das ganze Video</translation>
    </message>
</context>
<context>
    <name>PairBars</name>
    <message>
        <source>Corrected and first look</source>
        <extracomment>Labels with less than this in both distributions are left out.</extracomment>
        <translation>Korrigiert und erster Blick</translation>
    </message>
</context>
<context>
    <name>PersonsDialog</name>
    <message>
        <source>Choose faces and type a name: the same name is the same person in every video. A name in the table renames the person everywhere. A face is split on the video page, at the moment where another one begins ({0}).</source>
        <translation>Gesichter wählen und einen Namen eingeben: derselbe Name ist in jedem Video dieselbe Person. Ein Name in der Tabelle benennt die Person überall um. Ein Gesicht wird auf der Videoseite geteilt, in dem Augenblick, in dem ein anderes beginnt ({0}).</translation>
    </message>
    <message>
        <source>Choose the faces first; with Ctrl or Shift several.</source>
        <translation>Zuerst die Gesichter wählen; mit Strg oder Umschalt mehrere.</translation>
    </message>
    <message>
        <source>Choose two or more faces of one video. For the same person in several videos, give them the same name.</source>
        <translation>Zwei oder mehr Gesichter eines Videos wählen. Dieselbe Person in mehreren Videos bekommt denselben Namen.</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>Faces and persons</source>
        <translation>Gesichter und Personen</translation>
    </message>
    <message>
        <source>Faces of all videos</source>
        <translation>Gesichter aller Videos</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Join faces of one video that tracking has taken for several</source>
        <translation>Gesichter eines Videos verbinden, die das Tracking für mehrere hielt</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Merge faces</source>
        <translation>Gesichter vereinen</translation>
    </message>
    <message>
        <source>Name chosen faces</source>
        <translation>Gewählte Gesichter benennen</translation>
    </message>
    <message>
        <source>Name face</source>
        <translation>Gesicht benennen</translation>
    </message>
    <message>
        <source>Name or code of the person</source>
        <translation>Name oder Kürzel der Person</translation>
    </message>
    <message>
        <source>One and the same face</source>
        <translation>Ein und dasselbe Gesicht</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Rename person</source>
        <translation>Person umbenennen</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Zu sehen</translation>
    </message>
    <message>
        <source>Take names away</source>
        <translation>Namen entfernen</translation>
    </message>
    <message>
        <source>The project cannot be changed here.</source>
        <translation>Das Projekt kann hier nicht geändert werden.</translation>
    </message>
    <message>
        <source>They are in the picture together at {0}: two faces.</source>
        <translation>Bei {0} sind sie zusammen im Bild: zwei Gesichter.</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
</context>
<context>
    <name>PresetChoice</name>
    <message>
        <source>Another name, please:</source>
        <translation>Bitte einen anderen Namen:</translation>
    </message>
    <message>
        <source>Delete preset</source>
        <translation>Vorlage löschen</translation>
    </message>
    <message>
        <source>Keeps what, format and columns under a name, for the command line, too</source>
        <translation>Merkt sich Art, Format und Spalten unter einem Namen, auch für die Befehlszeile</translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation>Name der Vorlage:</translation>
    </message>
    <message>
        <source>Save as preset…</source>
        <translation>Als Vorlage speichern…</translation>
    </message>
    <message>
        <source>Saved the preset {0}, on the command line: {1}</source>
        <translation>Die Vorlage {0} ist gespeichert, auf der Befehlszeile: {1}</translation>
    </message>
    <message>
        <source>The preset {0} is deleted</source>
        <translation>Die Vorlage {0} ist gelöscht</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportiert wird</translation>
    </message>
</context>
<context>
    <name>ProjectExportDialog</name>
    <message>
        <source>A copy of each analysed video, frame for frame, without sound.</source>
        <translation>Eine Kopie jedes analysierten Videos, Bild für Bild, ohne Ton.</translation>
    </message>
    <message>
        <source>All but {0}</source>
        <translation>Alle außer {0}</translation>
    </message>
    <message>
        <source>All faces</source>
        <translation>Alle Gesichter</translation>
    </message>
    <message>
        <source>All videos of the project</source>
        <translation>Alle Videos des Projekts</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>Unkenntlich</translation>
    </message>
    <message>
        <source>Cancelled; no file was left half written</source>
        <translation>Abgebrochen; keine halb geschriebene Datei blieb zurück</translation>
    </message>
    <message>
        <source>Everybody&apos;s labels</source>
        <translation>Labels von allen</translation>
    </message>
    <message>
        <source>Everything but the videos; a project can be made of it again.</source>
        <translation>Alles außer den Videos; daraus kann wieder ein Projekt werden.</translation>
    </message>
    <message>
        <source>Export project</source>
        <extracomment>What stands left of the choices, in pixels. The dialog grows so high to show pages, in pixels, where the screen is high enough.</extracomment>
        <translation>Projekt exportieren</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>Making the report…</source>
        <translation>Der Bericht entsteht…</translation>
    </message>
    <message>
        <source>No column is chosen.</source>
        <translation>Keine Spalte ist ausgewählt.</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>Nothing to write of: {0}</source>
        <translation>Nichts zu schreiben von: {0}</translation>
    </message>
    <message>
        <source>Of which videos</source>
        <translation>Aus welchen Videos</translation>
    </message>
    <message>
        <source>One document on the project: how much was analysed and labelled, expressions over time, agreement, review, models, methods, and what the law says.</source>
        <translation>Ein Dokument über das Projekt: wie viel analysiert und gelabelt wurde, Ausdrücke über die Zeit, Übereinstimmung, Prüfung, Modelle, Methoden, und was das Recht sagt.</translation>
    </message>
    <message>
        <source>Only {0}</source>
        <translation>Nur {0}</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Einblendung</translation>
    </message>
    <message>
        <source>Paint faces and expressions into the picture</source>
        <translation>Gesichter und Ausdrücke ins Bild zeichnen</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Preview of the first rows</source>
        <translation>Vorschau der ersten Zeilen</translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln frame(s): {0}</source>
        <translation>
            <numerusform>%Ln Bild gespeichert: {0}</numerusform>
            <numerusform>%Ln Bilder gespeichert: {0}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln row(s): {0}</source>
        <translation>
            <numerusform>%Ln Zeile gespeichert: {0}</numerusform>
            <numerusform>%Ln Zeilen gespeichert: {0}</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln row(s) · columns: {0}</source>
        <translation>
            <numerusform>Die erste Zeile (%Ln) · Spalten: {0}</numerusform>
            <numerusform>Die ersten %Ln Zeilen · Spalten: {0}</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to export in this way yet.</source>
        <translation>Auf diese Art gibt es noch nichts zu exportieren.</translation>
    </message>
    <message>
        <source>There was nothing to write</source>
        <translation>Es gab nichts zu schreiben</translation>
    </message>
    <message>
        <source>Two tables: Krippendorff&apos;s alpha and each pair&apos;s kappa with intervals, and which labels they confuse. View &gt; Agreement shows them.</source>
        <translation>Zwei Tabellen: Krippendorffs Alpha und Kappa jedes Paars mit Intervallen, und welche Labels sie verwechseln. Ansicht &gt; Übereinstimmung zeigt sie.</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>Videos</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Whose faces are made unrecognisable</source>
        <translation>Wessen Gesichter unkenntlich gemacht werden</translation>
    </message>
    <message>
        <source>Whose labels</source>
        <translation>Wessen Labels</translation>
    </message>
    <message>
        <source>⚠ A face that was not found is not hidden: look at the copies before you give them away.</source>
        <translation>⚠ Ein Gesicht, das nicht gefunden wurde, ist nicht verdeckt: Die Kopien vor dem Weitergeben ansehen.</translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>corrected</source>
        <translation>korrigiert</translation>
    </message>
    <message>
        <source>disagreement {0} · entropy {1}</source>
        <translation>Abweichung {0} · Entropie {1}</translation>
    </message>
    <message>
        <source>first look</source>
        <translation>erster Blick</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <extracomment>So many of the most probable labels are told.</extracomment>
        <translation>Bild {0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>kein Gesicht</translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation>nicht analysiert</translation>
    </message>
    <message>
        <source>not in view</source>
        <translation>nicht im Bild</translation>
    </message>
</context>
<context>
    <name>ReasonGrid</name>
    <message>
        <source>Why there is no usable face</source>
        <translation>Warum es kein brauchbares Gesicht gibt</translation>
    </message>
    <message>
        <source>{0}, key {1}</source>
        <translation>{0}, Taste {1}</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>kalibriert</translation>
    </message>
    <message>
        <source>{0} in view</source>
        <translation>{0} im Bild</translation>
    </message>
</context>
<context>
    <name>RecordingNews</name>
    <message numerus="yes">
        <source>%Ln of its frame(s) have no picture: the encoder could not keep up</source>
        <translation>
            <numerusform>%Ln Zeitpunkt hat kein Bild: Der Encoder kam nicht hinterher</numerusform>
            <numerusform>%Ln Zeitpunkte haben kein Bild: Der Encoder kam nicht hinterher</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>No frame was analysed.</source>
        <translation>Kein Bild wurde analysiert.</translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation>Nichts wurde aufgenommen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Recorded {time}</source>
        <translation>{time} aufgenommen</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>The table goes on, and what was filmed is kept. {hint}</source>
        <translation>Die Tabelle läuft weiter, und das Gefilmte bleibt erhalten. {hint}</translation>
    </message>
    <message>
        <source>{time} recorded until then</source>
        <translation>{time} bis dahin aufgenommen</translation>
    </message>
</context>
<context>
    <name>ReportPreview</name>
    <message>
        <source>Page {0} of {1}</source>
        <translation>Seite {0} von {1}</translation>
    </message>
    <message>
        <source>Preview of the report</source>
        <extracomment>How wide a page is shown, in pixels.</extracomment>
        <translation>Vorschau des Berichts</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Changed most: press one to see it in its video</source>
        <translation>Am stärksten geändert: eines drücken, um es im Video zu sehen</translation>
    </message>
    <message>
        <source>Discard the new one</source>
        <translation>Das neue verwerfen</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Keep both, use the old one</source>
        <translation>Beide behalten, das alte verwenden</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Looking for the faces that changed most…</source>
        <translation>Die am stärksten geänderten Gesichter werden gesucht…</translation>
    </message>
    <message>
        <source>Loss (negative log-likelihood)</source>
        <translation>Loss (negative Log-Likelihood)</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>Neues Modell</translation>
    </message>
    <message>
        <source>New right</source>
        <translation>Neu richtig</translation>
    </message>
    <message>
        <source>No held-out face is read differently.</source>
        <translation>Kein zurückgehaltenes Gesicht wird anders gelesen.</translation>
    </message>
    <message>
        <source>Old model</source>
        <translation>Altes Modell</translation>
    </message>
    <message>
        <source>Old right</source>
        <translation>Alt richtig</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>Richtige Antworten</translation>
    </message>
    <message>
        <source>Right on old faces</source>
        <translation>Richtig bei alten Gesichtern</translation>
    </message>
    <message>
        <source>Right on {0} old faces</source>
        <translation>Richtig bei {0} alten Gesichtern</translation>
    </message>
    <message>
        <source>Use the new one</source>
        <translation>Das neue verwenden</translation>
    </message>
    <message>
        <source>Use the new one although it is worse</source>
        <translation>Das neue verwenden, obwohl es schlechter ist</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>{0} {1}
→ {2} {3}</source>
        <translation>{0} {1}
→ {2} {3}</translation>
    </message>
    <message>
        <source>{0}, frame {1}
People said: {2}</source>
        <translation>{0}, Bild {1}
Menschen sagten: {2}</translation>
    </message>
</context>
<context>
    <name>ReviewDesk</name>
    <message>
        <source>Face {0}</source>
        <extracomment>The timeline shows so much around an item, in microseconds. Faces are made ready of so many items, the one on screen included. Whether an item waits to be played, for people whom motion disturbs.</extracomment>
        <translation>Gesicht {0}</translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>1 to 8 gives another label · one of several: {0} · votes: {1}</source>
        <translation>1 bis 8 vergibt ein anderes Label · eines von mehreren: {0} · Stimmen: {1}</translation>
    </message>
    <message>
        <source>All faces</source>
        <translation>Alle Gesichter</translation>
    </message>
    <message>
        <source>All items are done</source>
        <translation>Alle Einträge sind erledigt</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>Alle Labels</translation>
    </message>
    <message>
        <source>Analyse the video first ({0}); its runs of frames come here.</source>
        <translation>Zuerst das Video analysieren ({0}); hier kommen dann seine Bildfolgen.</translation>
    </message>
    <message>
        <source>Choose all labels and all faces to see the others.</source>
        <translation>Alle Labels und alle Gesichter auswählen, um die übrigen zu sehen.</translation>
    </message>
    <message>
        <source>Choose another order to look at more, or let a model learn from it.</source>
        <translation>Für mehr eine andere Reihenfolge wählen, oder ein Modell daraus lernen lassen.</translation>
    </message>
    <message>
        <source>Decided: {0}</source>
        <translation>Entschieden: {0}</translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation>Feinabstimmung…</translation>
    </message>
    <message>
        <source>Let a model learn from the labels</source>
        <translation>Ein Modell aus den Labels lernen lassen</translation>
    </message>
    <message>
        <source>Looking for items…</source>
        <translation>Einträge werden gesucht…</translation>
    </message>
    <message>
        <source>No labels to compare</source>
        <translation>Keine Labels zum Vergleichen</translation>
    </message>
    <message>
        <source>No such item</source>
        <translation>Kein solcher Eintrag</translation>
    </message>
    <message>
        <source>Nobody has labelled what the model says yet: press {0} and label.</source>
        <translation>Noch hat niemand gelabelt, wozu das Modell etwas sagt: {0} drücken und labeln.</translation>
    </message>
    <message>
        <source>Nothing to review</source>
        <translation>Nichts zu prüfen</translation>
    </message>
    <message>
        <source>Of which videos</source>
        <translation>Aus welchen Videos</translation>
    </message>
    <message>
        <source>Only items of this face</source>
        <translation>Nur Einträge dieses Gesichts</translation>
    </message>
    <message>
        <source>Only items with this label</source>
        <translation>Nur Einträge mit diesem Label</translation>
    </message>
    <message>
        <source>Order of the items</source>
        <translation>Reihenfolge der Einträge</translation>
    </message>
    <message>
        <source>Put off items that crowd one moment: they are much alike</source>
        <translation>Einträge zurückstellen, die sich an einer Stelle drängen: Sie ähneln sich sehr</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Share of the items that are done</source>
        <translation>Anteil der erledigten Einträge</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Streuen</translation>
    </message>
    <message>
        <source>Two people must have labelled the same moments.</source>
        <translation>Zwei Personen müssen dieselben Zeitpunkte gelabelt haben.</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Unsicher</translation>
    </message>
</context>
<context>
    <name>RollingPlot</name>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>The last 30 seconds</source>
        <extracomment>Labels that never passed this share in the window are drawn faintly.</extracomment>
        <translation>Die letzten 30 Sekunden</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Time ruler</source>
        <extracomment>Free space right of the last frame. So near to a marker the mouse is told its note, in pixels.</extracomment>
        <translation>Zeitlineal</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>Cancel and discard</source>
        <translation>Abbrechen und verwerfen</translation>
    </message>
    <message>
        <source>Learning… {0}</source>
        <translation>Lernt… {0}</translation>
    </message>
    <message>
        <source>Loss (lower is better)</source>
        <translation>Loss (kleiner ist besser)</translation>
    </message>
    <message>
        <source>Right answers in % (higher is better)</source>
        <translation>Richtige Antworten in % (höher ist besser)</translation>
    </message>
    <message>
        <source>Starting the trainer…</source>
        <translation>Das Training wird gestartet…</translation>
    </message>
    <message>
        <source>Stop and keep the best</source>
        <translation>Anhalten und das Beste behalten</translation>
    </message>
    <message>
        <source>Stopping; the best weights so far are kept…</source>
        <translation>Wird angehalten; die bisher besten Gewichte bleiben…</translation>
    </message>
    <message>
        <source>You can close this dialog: the work goes on, and you will be told.</source>
        <translation>Der Dialog kann geschlossen werden: Die Arbeit geht weiter und meldet sich.</translation>
    </message>
    <message>
        <source>faces it learns from</source>
        <translation>Gesichter zum Lernen</translation>
    </message>
    <message>
        <source>held-out faces, dashed: the old model</source>
        <translation>zurückgehaltene Gesichter, gestrichelt: das alte Modell</translation>
    </message>
    <message>
        <source>old faces, against forgetting</source>
        <translation>alte Gesichter, gegen das Vergessen</translation>
    </message>
    <message>
        <source>step {0} of {1}</source>
        <translation>Schritt {0} von {1}</translation>
    </message>
    <message>
        <source>{0} faces/s</source>
        <translation>{0} Gesichter/s</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>A label that is begun while playing starts a reaction time earlier.</source>
        <translation>Ein beim Abspielen begonnenes Label fängt um die Reaktionszeit früher an.</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Every command can have other keys; menus and tips follow.</source>
        <translation>Jeder Befehl kann andere Tasten haben; Menüs und Hinweise folgen.</translation>
    </message>
    <message>
        <source>Faces at most</source>
        <translation>Höchstens Gesichter</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder for recordings</source>
        <translation>Ordner für Aufnahmen</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Holds for the next video that is analysed and the next camera.</source>
        <translation>Gilt ab dem nächsten analysierten Video und der nächsten Kamera.</translation>
    </message>
    <message>
        <source>Items of a review play in a loop</source>
        <translation>Einträge einer Prüfung laufen in einer Schleife</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Nothing plays by itself</source>
        <translation>Nichts läuft von selbst</translation>
    </message>
    <message>
        <source>Reaction time</source>
        <translation>Reaktionszeit</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Recordings hold</source>
        <translation>Aufnahmen enthalten</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Settings</source>
        <extracomment>Names stand in a column at least so wide, in pixels.</extracomment>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>The graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>The table only</source>
        <translation>Nur die Tabelle</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>They hold</source>
        <translation>Sie enthalten</translation>
    </message>
    <message>
        <source>Video and table</source>
        <translation>Video und Tabelle</translation>
    </message>
    <message>
        <source>Whatever is fastest here</source>
        <translation>Was hier am schnellsten ist</translation>
    </message>
    <message>
        <source>Who labels</source>
        <translation>Wer labelt</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <extracomment>Keys and what they do. A name and its rows.</extracomment>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Live picture</source>
        <translation>Live-Bild</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Analyse every frame and read the result on a timeline. Or drop a file here.</source>
        <translation>Jedes Bild analysieren und das Ergebnis auf einer Zeitleiste lesen. Oder eine Datei hier ablegen.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Clear the list of recent videos</source>
        <translation>Die Liste der zuletzt geöffneten Videos leeren</translation>
    </message>
    <message>
        <source>Everything stays on this computer. Live pictures are never stored.</source>
        <translation>Alles bleibt auf diesem Computer. Live-Bilder werden nie gespeichert.</translation>
    </message>
    <message>
        <source>Language, theme and more…</source>
        <translation>Sprache, Farbschema und mehr…</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>Video öffnen</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Reads facial expressions, and says how sure it is.</source>
        <translation>Liest Gesichtsausdrücke und sagt, wie sicher das ist.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Two portraits, a few cuts: everything Mien does, without a camera.</source>
        <translation>Zwei Porträts, ein paar Schnitte: alles, was Mien kann, ohne Kamera.</translation>
    </message>
    <message>
        <source>Use my camera</source>
        <translation>Meine Kamera verwenden</translation>
    </message>
    <message>
        <source>Watch expressions live, with both distributions side by side.</source>
        <translation>Ausdrücke live ansehen, mit beiden Verteilungen nebeneinander.</translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n Label</numerusform>
            <numerusform>%n Labels</numerusform>
        </translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation>Gesicht {0}</translation>
    </message>
    <message>
        <source>Labels as a table</source>
        <translation>Labels als Tabelle</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message numerus="yes">
        <source>%Ln face(s)</source>
        <translation>
            <numerusform>%Ln Gesicht</numerusform>
            <numerusform>%Ln Gesichter</numerusform>
        </translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>analysed {0}</source>
        <translation>analysiert {0}</translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation>nicht analysiert</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>First frame</source>
        <extracomment>Of the slider&apos;s handle, in pixels. Pixels between all the parts, and the least for the slider. Where the slider stands in the row: after the buttons and a space.</extracomment>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Speed of play</source>
        <translation>Abspieltempo</translation>
    </message>
    <message>
        <source>Speed {0}</source>
        <translation>Tempo {0}</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation>Bild {0}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>läuft</translation>
    </message>
</context>
<context>
    <name>VideoFacts</name>
    <message>
        <source>kept on this computer</source>
        <translation>auf diesem Computer aufbewahrt</translation>
    </message>
</context>
<context>
    <name>VideoNews</name>
    <message numerus="yes">
        <source>%n label(s) saved</source>
        <translation>
            <numerusform>%n Label gerettet</numerusform>
            <numerusform>%n Labels gerettet</numerusform>
        </translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>By its content, in the folder of the file you chose and those in it.</source>
        <translation>Am Inhalt, im Ordner der gewählten Datei und den Ordnern darin.</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Anderes wählen</translation>
    </message>
    <message>
        <source>Everything is saved in another place; open it there from now on</source>
        <translation>Alles ist an einem anderen Ort gespeichert und von nun an dort zu öffnen</translation>
    </message>
    <message>
        <source>Keep the project in</source>
        <translation>Projekt behalten in</translation>
    </message>
    <message>
        <source>Label in a new project</source>
        <translation>In einem neuen Projekt labeln</translation>
    </message>
    <message>
        <source>Labels go to a new project; a newer Mien can put both together</source>
        <translation>Labels kommen in ein neues Projekt; ein neueres Mien kann beide zusammenführen</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Looking for {0}…</source>
        <translation>{0} wird gesucht…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open without it</source>
        <translation>Ohne es öffnen</translation>
    </message>
    <message>
        <source>Projects ({0})</source>
        <translation>Projekte ({0})</translation>
    </message>
    <message>
        <source>Reading what is left of {0}…</source>
        <translation>Was von {0} übrig ist, wird gelesen…</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Anderswo speichern…</translation>
    </message>
    <message>
        <source>Save what can be read</source>
        <translation>Lesbares retten</translation>
    </message>
    <message>
        <source>The damaged file stays as it is.</source>
        <translation>Die beschädigte Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>The video was found; all its labels are there</source>
        <translation>Das Video wurde gefunden; alle seine Labels sind da</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Where is {0} now?</source>
        <translation>Wo ist {0} jetzt?</translation>
    </message>
</context>
<context>
    <name>VideoPage</name>
    <message>
        <source>No video</source>
        <extracomment>Results that stream in are drawn so often, in milliseconds. Which model is to be used; None for the one that comes with Mien.</extracomment>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>Open one with {0}, or drop it here</source>
        <translation>Eines mit {0} öffnen oder hier ablegen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Reading timestamps… {0}</source>
        <translation>Zeitstempel werden gelesen… {0}</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message>
        <source>This video cannot be shown</source>
        <translation>Dieses Video kann nicht gezeigt werden</translation>
    </message>
</context>
<context>
    <name>VideoPicker</name>
    <message>
        <source>Video of the project</source>
        <translation>Video des Projekts</translation>
    </message>
    <message>
        <source>Videos of this project, the next one</source>
        <translation>Videos dieses Projekts; das nächste</translation>
    </message>
    <message>
        <source>{0} of {1} · {2}</source>
        <translation>{0} von {1} · {2}</translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>No face in the picture</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <source>The picture with a box around each face</source>
        <translation>Das Bild mit einem Rahmen um jedes Gesicht</translation>
    </message>
    <message>
        <source>Video</source>
        <extracomment>The user chose a face: its track (int) or None.</extracomment>
        <translation>Video</translation>
    </message>
    <message>
        <source>expression: {label}</source>
        <translation>Ausdruck: {label}</translation>
    </message>
</context>
<context>
    <name>VoteGrid</name>
    <message>
        <source>Number of votes for {0}</source>
        <translation>Anzahl der Stimmen für {0}</translation>
    </message>
    <message>
        <source>Votes for each expression</source>
        <extracomment>Votes that a slider reaches; numbers go further.</extracomment>
        <translation>Stimmen für jeden Ausdruck</translation>
    </message>
    <message>
        <source>Votes for {0}</source>
        <translation>Stimmen für {0}</translation>
    </message>
</context>
<context>
    <name>WholeProject</name>
    <message numerus="yes">
        <source>%Ln video(s) analysed to the end</source>
        <translation>
            <numerusform>%Ln Video bis zum Ende analysiert</numerusform>
            <numerusform>%Ln Videos bis zum Ende analysiert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message numerus="yes">
        <source>Neutral face of {0}: measured on %n frame(s)</source>
        <translation>
            <numerusform>Neutrales Gesicht von {0}: an %n Bild gemessen</numerusform>
            <numerusform>Neutrales Gesicht von {0}: an %n Bildern gemessen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WritingDialog</name>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;About Mien</source>
        <translation>Ü&amp;ber Mien</translation>
    </message>
    <message>
        <source>&amp;Add videos to the project…</source>
        <translation>Videos zum Projekt &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>&amp;Agreement of raters…</source>
        <translation>Über&amp;einstimmung der Rater…</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Export CSV…</source>
        <translation>&amp;CSV exportieren…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>The menus, in order.</extracomment>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Find a command…</source>
        <translation>B&amp;efehl suchen…</translation>
    </message>
    <message>
        <source>&amp;Fine-tune…</source>
        <translation>&amp;Feinabstimmung…</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Import into the project…</source>
        <translation>Ins Projekt &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Labeln</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;Live</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;Spiegeln</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>&amp;Modelle…</translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>&amp;Open video or project…</source>
        <translation>Video oder Projekt &amp;öffnen…</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Previous pane</source>
        <translation>V&amp;origer Bereich</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Aufnehmen</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Redo: {0}</source>
        <translation>&amp;Wiederholen: {0}</translation>
    </message>
    <message>
        <source>&amp;Report…</source>
        <translation>Be&amp;richt…</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>Ein&amp;stellungen…</translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation>&amp;Startseite</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo: {0}</source>
        <translation>&amp;Rückgängig: {0}</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Watch</source>
        <translation>&amp;Ansehen</translation>
    </message>
    <message>
        <source>Analyse a&amp;ll videos of the project</source>
        <translation>A&amp;lle Videos des Projekts analysieren</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>Change &amp;keys…</source>
        <translation>&amp;Tasten ändern…</translation>
    </message>
    <message>
        <source>Export &amp;project…</source>
        <translation>Pro&amp;jekt exportieren…</translation>
    </message>
    <message>
        <source>Faces and p&amp;ersons…</source>
        <translation>&amp;Gesichter und Personen…</translation>
    </message>
    <message>
        <source>Follow the system&apos;s &amp;theme</source>
        <translation>&amp;Farbschema des Systems</translation>
    </message>
    <message>
        <source>High &amp;contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <extracomment>An entry of a menu; None is a separator. Menus within menus, by the names that stand for them.</extracomment>
        <translation>Sprac&amp;he</translation>
    </message>
    <message>
        <source>Look for &amp;cameras</source>
        <translation>&amp;Kameras suchen</translation>
    </message>
    <message>
        <source>Mar&amp;k this moment</source>
        <translation>Diesen Augen&amp;blick merken</translation>
    </message>
    <message>
        <source>Ne&amp;xt video of the project</source>
        <translation>Nä&amp;chstes Video des Projekts</translation>
    </message>
    <message>
        <source>Next &amp;face</source>
        <translation>Nächstes &amp;Gesicht</translation>
    </message>
    <message>
        <source>Play the &amp;demo</source>
        <translation>&amp;Demo abspielen</translation>
    </message>
    <message>
        <source>Pre&amp;vious video of the project</source>
        <translation>Vo&amp;riges Video des Projekts</translation>
    </message>
    <message>
        <source>Record &amp;video and table</source>
        <translation>&amp;Video und Tabelle aufnehmen</translation>
    </message>
    <message>
        <source>Record the ta&amp;ble only</source>
        <translation>Nur die &amp;Tabelle aufnehmen</translation>
    </message>
    <message>
        <source>Recordings &amp;folder…</source>
        <translation>Ordner für Auf&amp;nahmen…</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>St&amp;opp</translation>
    </message>
    <message>
        <source>Save the p&amp;icture</source>
        <translation>B&amp;ild speichern</translation>
    </message>
    <message>
        <source>Show &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Switch l&amp;ight / dark</source>
        <translation>Hell / dunkel &amp;umschalten</translation>
    </message>
    <message>
        <source>Use &amp;camera</source>
        <translation>&amp;Kamera verwenden</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>&apos;{0}&apos; cannot be written as {1}</source>
        <translation>„{0}“ lässt sich nicht als {1} schreiben</translation>
    </message>
    <message>
        <source>Add a video first</source>
        <translation>Zuerst ein Video hinzufügen</translation>
    </message>
    <message>
        <source>Agreement of raters, the model being one of them, over the videos of the project.</source>
        <translation>Übereinstimmung der Rater, das Modell als einer davon, über die Videos des Projekts.</translation>
    </message>
    <message>
        <source>Agreement of raters: alpha, kappa and confusion of each pair (CSV)</source>
        <translation>Übereinstimmung: Alpha, Kappa, Verwechslungen (CSV)</translation>
    </message>
    <message>
        <source>Analyse it alone to see whether it does so again</source>
        <translation>Es allein analysieren, um zu sehen, ob es wieder geschieht</translation>
    </message>
    <message>
        <source>Analyse it first</source>
        <translation>Zuerst analysieren</translation>
    </message>
    <message>
        <source>Analyse the rest first</source>
        <translation>Zuerst den Rest analysieren</translation>
    </message>
    <message>
        <source>Analyse the video, name the person, and mark where the face is neutral</source>
        <translation>Das Video analysieren, die Person benennen und markieren, wo das Gesicht neutral ist</translation>
    </message>
    <message>
        <source>Ask for the right to use {0} (on Linux: group video)</source>
        <translation>Um das Recht bitten, {0} zu benutzen (unter Linux: Gruppe video)</translation>
    </message>
    <message>
        <source>Ask its owner for the right to read it, or copy it to a folder of your own</source>
        <translation>Den Besitzer um Leserecht bitten oder die Datei in einen eigenen Ordner kopieren</translation>
    </message>
    <message>
        <source>Build again</source>
        <translation>Neu bauen</translation>
    </message>
    <message>
        <source>Check the disk</source>
        <translation>Den Datenträger prüfen</translation>
    </message>
    <message>
        <source>Check the name and the disk</source>
        <translation>Namen und Datenträger prüfen</translation>
    </message>
    <message>
        <source>Check the name and the folder</source>
        <translation>Namen und Ordner prüfen</translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder</source>
        <translation>Die Rechte der Datei und ihres Ordners prüfen</translation>
    </message>
    <message>
        <source>Choose --backend auto; mien doctor tells more</source>
        <translation>--backend auto wählen; mien doctor sagt mehr</translation>
    </message>
    <message>
        <source>Choose --backend cpu</source>
        <translation>--backend cpu wählen</translation>
    </message>
    <message>
        <source>Choose --backend cpu, and report what it says</source>
        <translation>--backend cpu wählen und die Meldung berichten</translation>
    </message>
    <message>
        <source>Choose --backend cpu, or try another version: {0}</source>
        <translation>--backend cpu wählen oder eine andere Version versuchen: {0}</translation>
    </message>
    <message>
        <source>Choose --backend onnxruntime</source>
        <translation>--backend onnxruntime wählen</translation>
    </message>
    <message>
        <source>Choose a file that &apos;mien export-project --preset json&apos; wrote</source>
        <translation>Eine Datei wählen, die „mien export-project --preset json“ geschrieben hat</translation>
    </message>
    <message>
        <source>Choose a file that ends in .mien, or open a video</source>
        <translation>Eine Datei wählen, die auf .mien endet, oder ein Video öffnen</translation>
    </message>
    <message>
        <source>Choose a file with a picture</source>
        <translation>Eine Datei mit Bild wählen</translation>
    </message>
    <message>
        <source>Choose a neutral stretch of at least {0} frames, and analyse it first</source>
        <translation>Einen neutralen Abschnitt von mindestens {0} Bildern wählen und zuerst analysieren</translation>
    </message>
    <message>
        <source>Choose an .eaf file, or a text exported with File &gt; Export As &gt; Tab-delimited</source>
        <translation>Eine .eaf-Datei wählen oder einen Text, der mit Datei &gt; Exportieren als &gt; Tabulatorgetrennt exportiert wurde</translation>
    </message>
    <message>
        <source>Choose another backend or model with --backend or --model</source>
        <translation>Mit --backend oder --model ein anderes Backend oder Modell wählen</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Anderen Ordner wählen</translation>
    </message>
    <message>
        <source>Choose another folder, or make room and check its permissions</source>
        <translation>Einen anderen Ordner wählen, oder Platz schaffen und seine Rechte prüfen</translation>
    </message>
    <message>
        <source>Choose another folder, or make this one first</source>
        <translation>Einen anderen Ordner wählen oder diesen zuerst anlegen</translation>
    </message>
    <message>
        <source>Choose another name</source>
        <translation>Einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>Choose another name, without / and the like</source>
        <translation>Einen anderen Namen wählen, ohne / und dergleichen</translation>
    </message>
    <message>
        <source>Choose it with File &gt; Open, or open the video to start a new one</source>
        <translation>Mit Datei &gt; Öffnen wählen, oder das Video öffnen, um ein neues anzulegen</translation>
    </message>
    <message>
        <source>Choose one of: {0}</source>
        <translation>Eines davon wählen: {0}</translation>
    </message>
    <message>
        <source>Choose others beside them</source>
        <translation>Andere dazu auswählen</translation>
    </message>
    <message>
        <source>Choose the table of this video, or the video of this table</source>
        <translation>Die Tabelle dieses Videos wählen oder das Video dieser Tabelle</translation>
    </message>
    <message>
        <source>Close it there, then open the video again</source>
        <translation>Dort schließen, dann das Video erneut öffnen</translation>
    </message>
    <message>
        <source>Close it where it is open for editing, or work on a copy</source>
        <translation>Dort schließen, wo es zum Bearbeiten offen ist, oder mit einer Kopie arbeiten</translation>
    </message>
    <message>
        <source>Close other programs that have it open</source>
        <translation>Andere Programme schließen, die es geöffnet haben</translation>
    </message>
    <message>
        <source>Close other programs that use it, or plug it out and in again</source>
        <translation>Andere Programme schließen, die sie verwenden, oder sie aus- und wieder einstecken</translation>
    </message>
    <message>
        <source>Close other programs that use it, such as video calls</source>
        <translation>Andere Programme schließen, die sie verwenden, etwa Videoanrufe</translation>
    </message>
    <message>
        <source>Convert it to H.264 in MP4</source>
        <translation>In H.264 in MP4 umwandeln</translation>
    </message>
    <message>
        <source>Convert it to JPEG or PNG</source>
        <translation>In JPEG oder PNG umwandeln</translation>
    </message>
    <message>
        <source>Copies of the videos: what was found painted in, faces blurred on request</source>
        <translation>Videokopien: eingezeichnet, Gesichter unkenntlich</translation>
    </message>
    <message>
        <source>Copy the file again from where it was made</source>
        <translation>Die Datei noch einmal von dort kopieren, wo sie entstanden ist</translation>
    </message>
    <message>
        <source>Every frame and face: model, people, and people else model</source>
        <translation>Jedes Bild und Gesicht: Modell, Menschen, und Menschen sonst Modell</translation>
    </message>
    <message>
        <source>Every frame that could be read was kept. {0} to get the rest</source>
        <translation>Jedes lesbare Bild wurde behalten. Für den Rest: {0}</translation>
    </message>
    <message>
        <source>Faces are: {0}</source>
        <translation>Gesichter sind: {0}</translation>
    </message>
    <message>
        <source>For ELAN: File &gt; Import &gt; CSV / Tab-delimited Text File</source>
        <translation>Für ELAN: File &gt; Import &gt; CSV / Tab-delimited Text File</translation>
    </message>
    <message>
        <source>For RTX cards, in Mien&apos;s folder: {0}</source>
        <translation>Für RTX-Karten, im Ordner von Mien: {0}</translation>
    </message>
    <message>
        <source>Go on there, close it, or open the project read-only</source>
        <translation>Dort weitermachen, es schließen, oder das Projekt schreibgeschützt öffnen</translation>
    </message>
    <message>
        <source>HEIC photos cannot be read</source>
        <translation>HEIC-Fotos können nicht gelesen werden</translation>
    </message>
    <message>
        <source>Install Mien again: pip install --force-reinstall mediapipe==0.10.21</source>
        <translation>Mien neu installieren: pip install --force-reinstall mediapipe==0.10.21</translation>
    </message>
    <message>
        <source>Install it with: pip install &quot;{0}&quot;. Or choose --format csv</source>
        <translation>Installieren mit: pip install &quot;{0}&quot;. Oder --format csv wählen</translation>
    </message>
    <message>
        <source>Install one: {0}</source>
        <translation>Eines installieren: {0}</translation>
    </message>
    <message>
        <source>Installed: {0}. Put further ones into {1}</source>
        <translation>Installiert: {0}. Weitere in {1} ablegen</translation>
    </message>
    <message>
        <source>It builds on its GPU only</source>
        <translation>Es baut nur auf seiner GPU</translation>
    </message>
    <message>
        <source>Known are *.mien, *.eaf, *.txt, *.tsv, *.csv, and *.json for a new project</source>
        <translation>Bekannt sind *.mien, *.eaf, *.txt, *.tsv, *.csv, und *.json für ein neues Projekt</translation>
    </message>
    <message>
        <source>Known are tables of Mien, OpenFace 2 and Py-Feat, and plain tables with &apos;frame&apos; or &apos;timestamp&apos; and columns named after the labels</source>
        <translation>Bekannt sind Tabellen von Mien, OpenFace 2 und Py-Feat sowie einfache Tabellen mit „frame“ oder „timestamp“ und Spalten mit den Namen der Labels</translation>
    </message>
    <message>
        <source>Labels are named as in docs/exports.md; the rest was brought in</source>
        <translation>Labels heißen wie in docs/exports.md; der Rest wurde importiert</translation>
    </message>
    <message>
        <source>Labels are named like: anger; anger;sadness; fear;anger (3;1); unsure; no_face</source>
        <translation>Labels heißen so: anger; anger;sadness; fear;anger (3;1); unsure; no_face</translation>
    </message>
    <message>
        <source>Layout of OpenFace 2.x. Action units, gaze and pose are not measured by Mien</source>
        <translation>Aufbau wie OpenFace 2.x. Action Units, Blick und Kopfhaltung misst Mien nicht</translation>
    </message>
    <message>
        <source>Layout of Py-Feat 2&apos;s Fex. Action units, pose and gaze are not measured by Mien</source>
        <translation>Aufbau wie Fex von Py-Feat 2. Action Units, Kopfhaltung und Blick misst Mien nicht</translation>
    </message>
    <message>
        <source>Locate it to go on; what is in the project can be exported all the same</source>
        <translation>Zum Weitermachen suchen lassen; was im Projekt ist, lässt sich trotzdem exportieren</translation>
    </message>
    <message>
        <source>Locate it, or put it back; labels and results are all in the project</source>
        <translation>Es suchen oder zurücklegen; Labels und Ergebnisse sind alle im Projekt</translation>
    </message>
    <message>
        <source>Locate the original, or go on with this file as a video of its own; labels are kept</source>
        <translation>Das Original suchen oder mit dieser Datei als eigenem Video weitermachen; Labels bleiben erhalten</translation>
    </message>
    <message>
        <source>Look at it again and repeat what you wanted to do</source>
        <translation>Noch einmal ansehen und wiederholen, was geschehen sollte</translation>
    </message>
    <message>
        <source>Make a copy and try that</source>
        <translation>Eine Kopie machen und diese versuchen</translation>
    </message>
    <message>
        <source>Make room</source>
        <translation>Platz schaffen</translation>
    </message>
    <message>
        <source>Make room and check the folder&apos;s permissions</source>
        <translation>Platz schaffen und die Rechte des Ordners prüfen</translation>
    </message>
    <message>
        <source>Make room, or check the folder&apos;s permissions</source>
        <translation>Platz schaffen oder die Rechte des Ordners prüfen</translation>
    </message>
    <message>
        <source>Make room, or check the folder&apos;s permissions; the result stays until then</source>
        <translation>Platz schaffen oder die Rechte des Ordners prüfen; das Ergebnis bleibt so lange</translation>
    </message>
    <message>
        <source>Make room, then start again</source>
        <translation>Platz schaffen, dann neu starten</translation>
    </message>
    <message>
        <source>Mark one by its in and out points in which the person&apos;s face is neutral</source>
        <translation>Mit Anfang und Ende eine markieren, in der das Gesicht der Person neutral ist</translation>
    </message>
    <message>
        <source>Mien needs exactly: {0}</source>
        <translation>Mien braucht genau: {0}</translation>
    </message>
    <message>
        <source>Mien reads JPEG, PNG, WebP, AVIF, BMP and TIFF</source>
        <translation>Mien liest JPEG, PNG, WebP, AVIF, BMP und TIFF</translation>
    </message>
    <message>
        <source>Mien reads what FFmpeg reads: MP4, MOV, MKV, WebM, AVI, GIF and more</source>
        <translation>Mien liest, was FFmpeg liest: MP4, MOV, MKV, WebM, AVI, GIF und mehr</translation>
    </message>
    <message>
        <source>Name a file</source>
        <translation>Eine Datei nennen</translation>
    </message>
    <message>
        <source>Name a file in it</source>
        <translation>Eine Datei darin nennen</translation>
    </message>
    <message>
        <source>ONNX Runtime cannot load CUDA (its libraries may be missing)</source>
        <translation>ONNX Runtime kann CUDA nicht laden (vielleicht fehlen dessen Bibliotheken)</translation>
    </message>
    <message>
        <source>ONNX Runtime cannot load the network ({0})</source>
        <translation>ONNX Runtime kann das Netz nicht laden ({0})</translation>
    </message>
    <message>
        <source>On a server use `mien analyze` or `mien demo`</source>
        <translation>Auf einem Server `mien analyze` oder `mien demo` verwenden</translation>
    </message>
    <message>
        <source>One row a frame and face, exactly one row for a frame without a face</source>
        <translation>Eine Zeile je Bild und Gesicht, genau eine für ein Bild ohne Gesicht</translation>
    </message>
    <message>
        <source>One row a labelled face, in the layout of FER+ (fer2013new.csv) with the face&apos;s place added</source>
        <translation>Eine Zeile je gelabeltem Gesicht, im Aufbau von FER+ (fer2013new.csv), ergänzt um den Ort des Gesichts</translation>
    </message>
    <message>
        <source>One row for each rater and label</source>
        <translation>Eine Zeile je Rater und Label</translation>
    </message>
    <message>
        <source>Open a copy from your backup; &apos;mien import-project --recover FILE&apos; saves what can still be read</source>
        <translation>Eine Kopie aus der Sicherung öffnen; „mien import-project --recover DATEI“ rettet, was noch lesbar ist</translation>
    </message>
    <message>
        <source>Open a video; it gets a project of its own, to which more can be added</source>
        <translation>Ein Video öffnen; es bekommt ein eigenes Projekt, dem weitere hinzugefügt werden können</translation>
    </message>
    <message>
        <source>Open it read-only, or copy it to a folder that you may write to</source>
        <translation>Schreibgeschützt öffnen oder in einen Ordner mit Schreibrecht kopieren</translation>
    </message>
    <message>
        <source>Open it, or choose another name</source>
        <translation>Öffnen oder einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>OpenFace 2 layout, for existing scripts</source>
        <translation>Aufbau wie OpenFace 2, für vorhandene Skripte</translation>
    </message>
    <message>
        <source>OpenVINO cannot compile the network here ({0})</source>
        <translation>OpenVINO kann das Netz hier nicht übersetzen ({0})</translation>
    </message>
    <message>
        <source>OpenVINO cannot load the network ({0})</source>
        <translation>OpenVINO kann das Netz nicht laden ({0})</translation>
    </message>
    <message>
        <source>OpenVINO does not run on this processor ({0})</source>
        <translation>OpenVINO läuft nicht auf diesem Prozessor ({0})</translation>
    </message>
    <message>
        <source>Other programs expect all of them; leave the choice out</source>
        <translation>Andere Programme erwarten alle; die Auswahl weglassen</translation>
    </message>
    <message>
        <source>Parquet files need the package pyarrow, which cannot be loaded ({0})</source>
        <translation>Parquet-Dateien brauchen das Paket pyarrow, das nicht geladen werden kann ({0})</translation>
    </message>
    <message>
        <source>Please report it with the log file</source>
        <translation>Bitte mit der Protokolldatei melden</translation>
    </message>
    <message>
        <source>Please report it with the log file (Help, Show log)</source>
        <translation>Bitte mit der Protokolldatei melden (Hilfe, Protokoll zeigen)</translation>
    </message>
    <message>
        <source>Please report it with the log; meanwhile choose --backend cpu</source>
        <translation>Bitte mit dem Protokoll melden; inzwischen --backend cpu wählen</translation>
    </message>
    <message>
        <source>Plug it in again, then start again</source>
        <translation>Wieder einstecken, dann neu starten</translation>
    </message>
    <message>
        <source>Plug it in, close other programs that use it, and allow access to it</source>
        <translation>Einstecken, andere Programme schließen, die sie verwenden, und den Zugriff erlauben</translation>
    </message>
    <message>
        <source>Plug it in, or choose another one</source>
        <translation>Einstecken oder eine andere wählen</translation>
    </message>
    <message>
        <source>Plug one in, or open a video</source>
        <translation>Eine anschließen oder ein Video öffnen</translation>
    </message>
    <message>
        <source>Put the video where the project expects it: its times are read from there</source>
        <translation>Das Video dorthin legen, wo das Projekt es erwartet: Von dort werden die Zeiten gelesen</translation>
    </message>
    <message>
        <source>Py-Feat layout (Fex), for existing scripts</source>
        <translation>Aufbau wie Py-Feat (Fex), für vorhandene Skripte</translation>
    </message>
    <message>
        <source>Reinstall Mien</source>
        <translation>Mien neu installieren</translation>
    </message>
    <message>
        <source>Reinstall Mien or choose another model with --model</source>
        <translation>Mien neu installieren oder mit --model ein anderes Modell wählen</translation>
    </message>
    <message>
        <source>Reinstall it: pip install --force-reinstall av</source>
        <translation>Neu installieren: pip install --force-reinstall av</translation>
    </message>
    <message>
        <source>Reinstall it: pip install --force-reinstall {0}</source>
        <translation>Neu installieren: pip install --force-reinstall {0}</translation>
    </message>
    <message>
        <source>Rename or delete that one, then try again; the result stays until then</source>
        <translation>Jenes umbenennen oder löschen, dann erneut versuchen; das Ergebnis bleibt so lange</translation>
    </message>
    <message>
        <source>Report: coverage, expressions, agreement, models and methods on one page</source>
        <translation>Bericht auf einer Seite: Abdeckung, Ausdrücke, Methoden</translation>
    </message>
    <message>
        <source>Restart Mien; if it happens again, update the NVIDIA driver</source>
        <translation>Mien neu starten; wenn es wieder geschieht, den NVIDIA-Treiber aktualisieren</translation>
    </message>
    <message>
        <source>Run once: mien engine build --backend {0}</source>
        <translation>Einmal ausführen: mien engine build --backend {0}</translation>
    </message>
    <message>
        <source>Run: mien engine build --rebuild, or choose --backend cpu</source>
        <translation>Ausführen: mien engine build --rebuild, oder --backend cpu wählen</translation>
    </message>
    <message>
        <source>Save it once more in the window: File &gt; Export project</source>
        <translation>Sie im Fenster noch einmal speichern: Datei &gt; Projekt exportieren</translation>
    </message>
    <message>
        <source>Scale it down</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>See onnxruntime.ai for what onnxruntime-gpu needs, or --backend cpu</source>
        <translation>Was onnxruntime-gpu braucht, steht auf onnxruntime.ai; sonst --backend cpu</translation>
    </message>
    <message>
        <source>Segments as BIDS events (TSV with JSON sidecar)</source>
        <translation>Segmente als BIDS-Events (TSV mit JSON-Begleitdatei)</translation>
    </message>
    <message>
        <source>Segments for ELAN (tab-delimited)</source>
        <translation>Segmente für ELAN (tabulatorgetrennt)</translation>
    </message>
    <message>
        <source>Segments that people labelled, in the form of BIDS events</source>
        <translation>Segmente, die Menschen gelabelt haben, in Form von BIDS-Events</translation>
    </message>
    <message>
        <source>Start it again, with more time</source>
        <translation>Mit mehr Zeit neu starten</translation>
    </message>
    <message>
        <source>Start it again; your labels are not affected</source>
        <translation>Neu starten; die Labels sind nicht betroffen</translation>
    </message>
    <message>
        <source>Take a copy from your backup</source>
        <translation>Eine Kopie aus der Sicherung nehmen</translation>
    </message>
    <message>
        <source>The whole project as text, for diffs and archives</source>
        <translation>Das ganze Projekt als Text, für Vergleiche und Archive</translation>
    </message>
    <message>
        <source>There are: {0}</source>
        <translation>Es gibt: {0}</translation>
    </message>
    <message>
        <source>They are in {0}</source>
        <translation>Sie sind in {0}</translation>
    </message>
    <message>
        <source>Update Mien</source>
        <translation>Mien aktualisieren</translation>
    </message>
    <message>
        <source>Update Mien to change it; here it can only be read and exported</source>
        <translation>Mien aktualisieren, um es zu ändern; hier kann es nur gelesen und exportiert werden</translation>
    </message>
    <message>
        <source>Update Mien; the file was not touched</source>
        <translation>Mien aktualisieren; die Datei wurde nicht angerührt</translation>
    </message>
    <message>
        <source>Update the NVIDIA driver and the package, or choose --backend cpu</source>
        <translation>NVIDIA-Treiber und Paket aktualisieren oder --backend cpu wählen</translation>
    </message>
    <message>
        <source>Votes on labelled faces, as FER+ has them</source>
        <translation>Stimmen zu gelabelten Gesichtern, wie bei FER+</translation>
    </message>
    <message>
        <source>Wait until the model has warmed up</source>
        <translation>Warten, bis das Modell angelaufen ist</translation>
    </message>
    <message>
        <source>What each rater said: one row a label, several rows an ambiguous segment</source>
        <translation>Was jeder Rater sagte: eine Zeile je Label, mehrere Zeilen bei einem mehrdeutigen Segment</translation>
    </message>
    <message>
        <source>Which labels raters give to the same moments.</source>
        <translation>Welche Labels Rater denselben Zeitpunkten geben.</translation>
    </message>
    <message>
        <source>You have not saved any of your own yet</source>
        <translation>Eigene gibt es noch keine</translation>
    </message>
    <message>
        <source>Your own are: {0}</source>
        <translation>Eigene sind: {0}</translation>
    </message>
    <message>
        <source>a newer Mien made this project (version {0}, this one writes {1})</source>
        <translation>ein neueres Mien hat dieses Projekt angelegt (Version {0}, dieses schreibt {1})</translation>
    </message>
    <message>
        <source>a newer Mien made this project, and this one cannot read it</source>
        <translation>ein neueres Mien hat dieses Projekt angelegt, und dieses kann es nicht lesen</translation>
    </message>
    <message>
        <source>a newer Mien wrote this (version {0}, this reads {1})</source>
        <translation>ein neueres Mien hat dies geschrieben (Version {0}, dieses liest {1})</translation>
    </message>
    <message>
        <source>a portrait of the demo is missing</source>
        <translation>ein Porträt der Demo fehlt</translation>
    </message>
    <message>
        <source>a preset cannot be called &apos;{0}&apos;</source>
        <translation>eine Vorlage kann nicht „{0}“ heißen</translation>
    </message>
    <message>
        <source>a process to analyse files in did not start ({0})</source>
        <translation>ein Prozess zum Analysieren von Dateien startete nicht ({0})</translation>
    </message>
    <message>
        <source>a session file of schema {0}</source>
        <translation>eine Sitzungsdatei mit Schema {0}</translation>
    </message>
    <message>
        <source>access to the camera is denied</source>
        <translation>der Zugriff auf die Kamera wird verweigert</translation>
    </message>
    <message>
        <source>after {0} s</source>
        <translation>nach {0} s</translation>
    </message>
    <message>
        <source>another process is writing to it</source>
        <translation>ein anderer Prozess schreibt gerade hinein</translation>
    </message>
    <message>
        <source>another program uses the camera</source>
        <translation>ein anderes Programm verwendet die Kamera</translation>
    </message>
    <message>
        <source>at its beginning</source>
        <translation>am Anfang</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>cannot be read ({0})</source>
        <translation>kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>float16 cannot hold its weight {0}</source>
        <translation>float16 fasst sein Gewicht {0} nicht</translation>
    </message>
    <message>
        <source>frame {0} is not in the video, which has {1}</source>
        <translation>Bild {0} ist nicht im Video, das {1} hat</translation>
    </message>
    <message>
        <source>holds no frame that can be decoded</source>
        <translation>enthält kein Bild, das dekodiert werden kann</translation>
    </message>
    <message>
        <source>holds no video</source>
        <translation>enthält kein Video</translation>
    </message>
    <message>
        <source>holds sound only, no video</source>
        <translation>enthält nur Ton, kein Video</translation>
    </message>
    <message>
        <source>is a folder, not a file</source>
        <translation>ist ein Ordner, keine Datei</translation>
    </message>
    <message>
        <source>is broken ({0})</source>
        <translation>ist defekt ({0})</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is not a photo</source>
        <translation>ist kein Foto</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>ist keine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>is not a video</source>
        <translation>ist kein Video</translation>
    </message>
    <message>
        <source>is not a video, or is damaged</source>
        <translation>ist kein Video oder beschädigt</translation>
    </message>
    <message>
        <source>is not installed</source>
        <translation>ist nicht installiert</translation>
    </message>
    <message>
        <source>it cannot be imported ({0})</source>
        <translation>lässt sich nicht importieren ({0})</translation>
    </message>
    <message>
        <source>it cannot be read ({0})</source>
        <translation>es kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>it cannot build the engine</source>
        <translation>es kann die Engine nicht bauen</translation>
    </message>
    <message>
        <source>it cannot load the engine ({0})</source>
        <translation>es kann die Engine nicht laden ({0})</translation>
    </message>
    <message>
        <source>it cannot read the network ({0})</source>
        <translation>es kann das Netz nicht lesen ({0})</translation>
    </message>
    <message>
        <source>it fails in an unexpected way ({0}: {1})</source>
        <translation>es scheitert auf unerwartete Weise ({0}: {1})</translation>
    </message>
    <message>
        <source>it had no more to do</source>
        <translation>es hatte nichts mehr zu tun</translation>
    </message>
    <message>
        <source>it has a branch or loop ({0} {1})</source>
        <translation>es hat eine Verzweigung oder Schleife ({0} {1})</translation>
    </message>
    <message>
        <source>it has no &apos;mien_project&apos;</source>
        <translation>es hat kein „mien_project“</translation>
    </message>
    <message>
        <source>it holds no readable frame</source>
        <translation>enthält kein lesbares Bild</translation>
    </message>
    <message>
        <source>it is not installed</source>
        <translation>es ist nicht installiert</translation>
    </message>
    <message>
        <source>it starts no builder</source>
        <translation>es startet keinen Builder</translation>
    </message>
    <message>
        <source>its answers for {0} faces differ from the CPU&apos;s by {1} (at most {2})</source>
        <translation>seine Antworten für {0} Gesichter weichen von denen der CPU um {1} ab (höchstens {2})</translation>
    </message>
    <message>
        <source>its engine for {0} is not built yet</source>
        <translation>seine Engine für {0} ist noch nicht gebaut</translation>
    </message>
    <message>
        <source>its video is in a format that cannot be decoded</source>
        <translation>sein Video hat ein Format, das nicht dekodiert werden kann</translation>
    </message>
    <message>
        <source>line {0} makes no sense ({1})</source>
        <translation>Zeile {0} ergibt keinen Sinn ({1})</translation>
    </message>
    <message>
        <source>may not be read</source>
        <translation>darf nicht gelesen werden</translation>
    </message>
    <message>
        <source>neither pycuda nor cuda-bindings is installed ({0})</source>
        <translation>weder pycuda noch cuda-bindings ist installiert ({0})</translation>
    </message>
    <message>
        <source>no NVIDIA driver found</source>
        <translation>kein NVIDIA-Treiber gefunden</translation>
    </message>
    <message>
        <source>no backend can run here</source>
        <translation>kein Backend kann hier laufen</translation>
    </message>
    <message>
        <source>no camera was found</source>
        <translation>keine Kamera wurde gefunden</translation>
    </message>
    <message>
        <source>no column is chosen</source>
        <translation>keine Spalte ist ausgewählt</translation>
    </message>
    <message>
        <source>no engine can be built ({0})</source>
        <translation>keine Engine kann gebaut werden ({0})</translation>
    </message>
    <message>
        <source>no package can reach the GPU ({0})</source>
        <translation>kein Paket erreicht die GPU ({0})</translation>
    </message>
    <message>
        <source>no package of TensorRT is installed</source>
        <translation>kein Paket von TensorRT ist installiert</translation>
    </message>
    <message>
        <source>no stretch is chosen</source>
        <translation>kein Abschnitt ist gewählt</translation>
    </message>
    <message>
        <source>nobody knows what this is</source>
        <translation>niemand weiß, was das ist</translation>
    </message>
    <message>
        <source>nobody named {0} labelled in this project</source>
        <translation>niemand namens {0} hat in diesem Projekt gelabelt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none of its annotations is a label</source>
        <translation>keine seiner Annotationen ist ein Label</translation>
    </message>
    <message>
        <source>none of the chosen columns is in this table</source>
        <translation>keine der ausgewählten Spalten steht in dieser Tabelle</translation>
    </message>
    <message>
        <source>none of the known layouts has these columns</source>
        <translation>keiner der bekannten Aufbauten hat diese Spalten</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>not a session file ({0})</source>
        <translation>keine Sitzungsdatei ({0})</translation>
    </message>
    <message>
        <source>not every video of the project could be analysed</source>
        <translation>nicht jedes Video des Projekts ließ sich analysieren</translation>
    </message>
    <message>
        <source>not installed ({0})</source>
        <translation>nicht installiert ({0})</translation>
    </message>
    <message>
        <source>nothing of the project can be read</source>
        <translation>nichts vom Projekt ist lesbar</translation>
    </message>
    <message>
        <source>only {0} analysed frames show this face there</source>
        <translation>nur {0} analysierte Bilder zeigen dort dieses Gesicht</translation>
    </message>
    <message>
        <source>pictures cannot be written as {0}</source>
        <translation>Bilder können nicht als {0} geschrieben werden</translation>
    </message>
    <message>
        <source>recording cannot begin yet</source>
        <translation>die Aufnahme kann noch nicht beginnen</translation>
    </message>
    <message>
        <source>runs on the CPU</source>
        <translation>läuft auf der CPU</translation>
    </message>
    <message>
        <source>runs on {0}</source>
        <translation>läuft auf {0}</translation>
    </message>
    <message>
        <source>some values are no labels and were left out</source>
        <translation>manche Werte sind keine Labels und wurden ausgelassen</translation>
    </message>
    <message>
        <source>something unexpected happened ({0}: {1})</source>
        <translation>etwas Unerwartetes ist geschehen ({0}: {1})</translation>
    </message>
    <message>
        <source>the GPU cannot be used</source>
        <translation>die GPU kann nicht verwendet werden</translation>
    </message>
    <message>
        <source>the GPU was lost</source>
        <translation>die GPU ging verloren</translation>
    </message>
    <message>
        <source>the GPU was lost ({0})</source>
        <translation>die GPU ging verloren ({0})</translation>
    </message>
    <message>
        <source>the NVIDIA driver does not start (CUDA error {0})</source>
        <translation>der NVIDIA-Treiber startet nicht (CUDA-Fehler {0})</translation>
    </message>
    <message>
        <source>the NVIDIA driver finds no GPU</source>
        <translation>der NVIDIA-Treiber findet keine GPU</translation>
    </message>
    <message>
        <source>the NVIDIA driver is too old (CUDA {0}, {1} needed)</source>
        <translation>der NVIDIA-Treiber ist zu alt (CUDA {0}, {1} nötig)</translation>
    </message>
    <message>
        <source>the build was stopped</source>
        <translation>der Bau wurde abgebrochen</translation>
    </message>
    <message>
        <source>the camera does not answer within {0} s</source>
        <translation>die Kamera antwortet nicht innerhalb von {0} s</translation>
    </message>
    <message>
        <source>the camera is not there</source>
        <translation>die Kamera ist nicht da</translation>
    </message>
    <message>
        <source>the camera is not there, or another program uses it</source>
        <translation>die Kamera ist nicht da, oder ein anderes Programm verwendet sie</translation>
    </message>
    <message>
        <source>the camera was unplugged or gives no more pictures</source>
        <translation>die Kamera wurde ausgesteckt oder liefert keine Bilder mehr</translation>
    </message>
    <message>
        <source>the columns of &apos;{0}&apos; cannot be chosen</source>
        <translation>die Spalten von „{0}“ stehen fest</translation>
    </message>
    <message>
        <source>the copy cannot be written ({0})</source>
        <translation>die Kopie kann nicht geschrieben werden ({0})</translation>
    </message>
    <message>
        <source>the demo clip was not finished</source>
        <translation>der Demo-Clip wurde nicht fertig</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the disk is nearly full ({0} MB free, {1} MB needed)</source>
        <translation>der Datenträger ist fast voll ({0} MB frei, {1} MB nötig)</translation>
    </message>
    <message>
        <source>the engine cannot be kept ({0})</source>
        <translation>die Engine kann nicht aufbewahrt werden ({0})</translation>
    </message>
    <message>
        <source>the face detector cannot start ({0})</source>
        <translation>die Gesichtserkennung kann nicht starten ({0})</translation>
    </message>
    <message>
        <source>the file cannot be read ({0})</source>
        <translation>die Datei kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>the file is incomplete: its table of contents (moov) is missing</source>
        <translation>die Datei ist unvollständig: ihr Inhaltsverzeichnis (moov) fehlt</translation>
    </message>
    <message>
        <source>the fine-tuning cannot begin ({0})</source>
        <translation>die Feinabstimmung kann nicht beginnen ({0})</translation>
    </message>
    <message>
        <source>the fine-tuning was stopped before it had learned anything</source>
        <translation>die Feinabstimmung wurde angehalten, bevor sie etwas gelernt hatte</translation>
    </message>
    <message>
        <source>the last change is not saved ({0})</source>
        <translation>die letzte Änderung ist nicht gespeichert ({0})</translation>
    </message>
    <message>
        <source>the manifest has schema {0}, this Mien reads {1}</source>
        <translation>das Manifest hat Schema {0}, dieses Mien liest {1}</translation>
    </message>
    <message>
        <source>the manifest names a file outside its folder ({0})</source>
        <translation>das Manifest nennt eine Datei außerhalb seines Ordners ({0})</translation>
    </message>
    <message>
        <source>the model cannot be deleted ({0})</source>
        <translation>das Modell kann nicht gelöscht werden ({0})</translation>
    </message>
    <message>
        <source>the model cannot be kept ({0})</source>
        <translation>das Modell kann nicht aufbewahrt werden ({0})</translation>
    </message>
    <message>
        <source>the model file is not the one its manifest describes (sha256 {0}…, expected {1}…)</source>
        <translation>die Modelldatei ist nicht die, die ihr Manifest beschreibt (sha256 {0}…, erwartet {1}…)</translation>
    </message>
    <message>
        <source>the model file {0}</source>
        <translation>die Modelldatei {0}</translation>
    </message>
    <message>
        <source>the model or the package changed since the build was asked for</source>
        <translation>Modell oder Paket haben sich geändert, seit der Bau verlangt wurde</translation>
    </message>
    <message>
        <source>the model was trained for other labels</source>
        <translation>das Modell wurde für andere Labels trainiert</translation>
    </message>
    <message>
        <source>the model&apos;s manifest cannot be read</source>
        <translation>das Manifest des Modells kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>the model&apos;s manifest is not valid ({0})</source>
        <translation>das Manifest des Modells ist ungültig ({0})</translation>
    </message>
    <message>
        <source>the network cannot be converted to float16: {0}</source>
        <translation>das Netz kann nicht in float16 umgewandelt werden: {0}</translation>
    </message>
    <message>
        <source>the network gives {0}, not {1}</source>
        <translation>das Netz liefert {0}, nicht {1}</translation>
    </message>
    <message>
        <source>the network takes {0}, not {1}</source>
        <translation>das Netz nimmt {0}, nicht {1}</translation>
    </message>
    <message>
        <source>the network&apos;s {0} output is not a distribution over the eight labels</source>
        <translation>die Ausgabe {0} des Netzes ist keine Verteilung über die acht Labels</translation>
    </message>
    <message>
        <source>the package {0} {1}</source>
        <translation>das Paket {0} {1}</translation>
    </message>
    <message>
        <source>the photo is damaged or incomplete</source>
        <translation>das Foto ist beschädigt oder unvollständig</translation>
    </message>
    <message>
        <source>the photo is too large</source>
        <translation>das Foto ist zu groß</translation>
    </message>
    <message>
        <source>the process that analysed it ended midway ({0})</source>
        <translation>der Prozess, der es analysierte, endete mittendrin ({0})</translation>
    </message>
    <message>
        <source>the process that builds the engine died (exit code {0}): {1}</source>
        <translation>der Prozess, der die Engine baut, ist abgestürzt (Exit-Code {0}): {1}</translation>
    </message>
    <message>
        <source>the project can only be read here, so nothing was changed</source>
        <translation>das Projekt ist hier nur zu lesen, darum wurde nichts geändert</translation>
    </message>
    <message>
        <source>the project cannot be read ({0})</source>
        <translation>das Projekt kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>the project cannot be used ({0})</source>
        <translation>das Projekt kann nicht verwendet werden ({0})</translation>
    </message>
    <message>
        <source>the project cannot be written ({0})</source>
        <translation>das Projekt kann nicht geschrieben werden ({0})</translation>
    </message>
    <message>
        <source>the project does not know this video, and is open in another window</source>
        <translation>das Projekt kennt dieses Video nicht und ist in einem anderen Fenster geöffnet</translation>
    </message>
    <message>
        <source>the project file is damaged ({0})</source>
        <translation>die Projektdatei ist beschädigt ({0})</translation>
    </message>
    <message>
        <source>the project has no video</source>
        <translation>das Projekt hat kein Video</translation>
    </message>
    <message>
        <source>the project is open read-only</source>
        <translation>das Projekt ist schreibgeschützt geöffnet</translation>
    </message>
    <message>
        <source>the result cannot be written ({0})</source>
        <translation>das Ergebnis kann nicht geschrieben werden ({0})</translation>
    </message>
    <message>
        <source>the result of the fine-tuning cannot be read</source>
        <translation>das Ergebnis der Feinabstimmung kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>the table cannot be read ({0})</source>
        <translation>die Tabelle kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>the table does not say when its frames are</source>
        <translation>die Tabelle sagt nicht, wann ihre Bilder sind</translation>
    </message>
    <message>
        <source>the trainer cannot be started ({0})</source>
        <translation>das Training kann nicht gestartet werden ({0})</translation>
    </message>
    <message>
        <source>the video breaks off at {0} s of {1} s</source>
        <translation>das Video bricht bei {0} s von {1} s ab</translation>
    </message>
    <message>
        <source>the video cannot be encoded ({0}: {1})</source>
        <translation>das Video kann nicht enkodiert werden ({0}: {1})</translation>
    </message>
    <message>
        <source>the video cannot be read ({0})</source>
        <translation>das Video kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>the video is damaged {0}</source>
        <translation>das Video ist beschädigt ({0})</translation>
    </message>
    <message>
        <source>the video is damaged {0} ({1} faults from there on)</source>
        <translation>das Video ist beschädigt ({0}; ab da {1} Fehler)</translation>
    </message>
    <message>
        <source>the video is not here, so nothing of it can be labelled or analysed</source>
        <translation>das Video ist nicht da, darum lässt sich nichts davon labeln oder analysieren</translation>
    </message>
    <message>
        <source>the video is not where it was</source>
        <translation>das Video ist nicht mehr dort, wo es war</translation>
    </message>
    <message>
        <source>the video is shorter than it was: a copy or download may have broken off</source>
        <translation>das Video ist kürzer als vorher: vielleicht brach eine Kopie oder ein Download ab</translation>
    </message>
    <message>
        <source>the video was not analysed to its end, so faces after it would stay recognisable</source>
        <translation>das Video wurde nicht bis zum Ende analysiert, Gesichter danach blieben also erkennbar</translation>
    </message>
    <message>
        <source>the video was not analysed, so nobody knows where its faces are</source>
        <translation>das Video wurde nicht analysiert, daher weiß niemand, wo seine Gesichter sind</translation>
    </message>
    <message>
        <source>there is a file of that name already</source>
        <translation>es gibt schon eine Datei dieses Namens</translation>
    </message>
    <message>
        <source>there is another model of this name</source>
        <translation>es gibt ein anderes Modell dieses Namens</translation>
    </message>
    <message>
        <source>there is no column called {0}</source>
        <translation>es gibt keine Spalte namens {0}</translation>
    </message>
    <message>
        <source>there is no face {0} to leave clear</source>
        <translation>es gibt kein Gesicht {0}, das klar bleiben könnte</translation>
    </message>
    <message>
        <source>there is no preset called &apos;{0}&apos;</source>
        <translation>es gibt keine Vorlage namens „{0}“</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>diese Kamera gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>diese Datei gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such folder</source>
        <translation>diesen Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such model</source>
        <translation>dieses Modell gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such project</source>
        <translation>dieses Projekt gibt es nicht</translation>
    </message>
    <message>
        <source>there is no video in this project</source>
        <translation>in diesem Projekt ist kein Video</translation>
    </message>
    <message>
        <source>there is nothing to export yet</source>
        <translation>es gibt noch nichts zu exportieren</translation>
    </message>
    <message>
        <source>there is nothing to measure a neutral face on</source>
        <translation>es gibt nichts, woran ein neutrales Gesicht zu messen wäre</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime has no CUDA</source>
        <translation>diese ONNX Runtime hat kein CUDA</translation>
    </message>
    <message>
        <source>this installation of PyAV can encode neither H.264 nor MPEG-4</source>
        <translation>diese Installation von PyAV kann weder H.264 noch MPEG-4 enkodieren</translation>
    </message>
    <message>
        <source>this is another video than the one that was labelled</source>
        <translation>dies ist ein anderes Video als das gelabelte</translation>
    </message>
    <message>
        <source>this is not a Mien project</source>
        <translation>dies ist kein Mien-Projekt</translation>
    </message>
    <message>
        <source>this is not an ELAN file ({0})</source>
        <translation>dies ist keine ELAN-Datei ({0})</translation>
    </message>
    <message>
        <source>this is not the JSON twin of a project ({0})</source>
        <translation>dies ist nicht der JSON-Zwilling eines Projekts ({0})</translation>
    </message>
    <message>
        <source>this model came with Mien</source>
        <translation>dieses Modell kam mit Mien</translation>
    </message>
    <message>
        <source>this preset of an export cannot be read</source>
        <translation>diese Vorlage eines Exports ist nicht lesbar</translation>
    </message>
    <message>
        <source>this processor does not run {0} networks with OpenVINO</source>
        <translation>dieser Prozessor führt Netze in {0} nicht mit OpenVINO aus</translation>
    </message>
    <message>
        <source>this project is open in another window</source>
        <translation>dieses Projekt ist in einem anderen Fenster geöffnet</translation>
    </message>
    <message>
        <source>this {0} has changed in the meantime</source>
        <translation>dies hat sich inzwischen geändert ({0})</translation>
    </message>
    <message>
        <source>time goes backwards at frame {0}</source>
        <translation>die Zeit läuft bei Bild {0} rückwärts</translation>
    </message>
    <message>
        <source>what was to be changed is not there any more</source>
        <translation>was geändert werden sollte, ist nicht mehr da</translation>
    </message>
    <message>
        <source>{0} has compute capability {1}, {2} needed</source>
        <translation>{0} hat Compute Capability {1}, {2} nötig</translation>
    </message>
    <message>
        <source>{0}, CUDA {1}</source>
        <translation>{0}, CUDA {1}</translation>
    </message>
    <message>
        <source>{0}, then try again; everything before it is safe</source>
        <translation>{0}, dann erneut versuchen; alles davor ist sicher</translation>
    </message>
    <message>
        <source>{0}; an interrupted recording can sometimes be repaired with untrunc</source>
        <translation>{0}; eine unterbrochene Aufnahme lässt sich manchmal mit untrunc reparieren</translation>
    </message>
    <message>
        <source>{0}; labels of this video are kept in another place</source>
        <translation>{0}; Labels dieses Videos liegen an einem anderen Ort</translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>backend</source>
        <translation>Backend</translation>
    </message>
    <message>
        <source>capture</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>p95 latency</source>
        <translation>Latenz p95</translation>
    </message>
    <message>
        <source>results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
</context>
<context>
    <name>finetune</name>
    <message>
        <source>All faces to learn from have the same label. At least two labels are needed.</source>
        <translation>Alle Gesichter zum Lernen haben dasselbe Label. Mindestens zwei Labels sind nötig.</translation>
    </message>
    <message>
        <source>All labelled faces are of one video, so none is left to measure on, and nobody could tell whether the new model is better. Label a second video, or add its project.</source>
        <translation>Alle gelabelten Gesichter sind aus einem Video, also bleibt keines zum Messen, und niemand wüsste, ob das neue Modell besser ist. Ein zweites Video labeln oder dessen Projekt hinzufügen.</translation>
    </message>
    <message>
        <source>All labelled faces may be of one person, so nobody is left to measure on, and nobody could tell whether the new model is better. Name the people in Label mode, or add a project with somebody else.</source>
        <translation>Alle gelabelten Gesichter können von einer Person sein, also bleibt niemand zum Messen, und niemand wüsste, ob das neue Modell besser ist. Die Personen im Modus Labeln benennen oder ein Projekt mit jemand anderem hinzufügen.</translation>
    </message>
    <message>
        <source>Close other programs, or choose fewer projects, and start again. {0}</source>
        <translation>Andere Programme schließen oder weniger Projekte wählen und neu starten. {0}</translation>
    </message>
    <message>
        <source>Cutting the faces out… {0}</source>
        <translation>Gesichter werden ausgeschnitten… {0}</translation>
    </message>
    <message>
        <source>Fewer than {0} faces to measure on: chance will have much of the say in the result.</source>
        <translation>Weniger als {0} Gesichter zum Messen: Am Ergebnis hat der Zufall großen Anteil.</translation>
    </message>
    <message>
        <source>It was stopped at step {0} of {1}, and the weights that did best on these faces were kept, which flatters them a little.</source>
        <translation>Bei Schritt {0} von {1} wurde angehalten, und die Gewichte, die bei diesen Gesichtern am besten waren, wurden behalten, was ihnen etwas schmeichelt.</translation>
    </message>
    <message>
        <source>Its log is shown under Details. {0}</source>
        <translation>Sein Protokoll steht unter Details. {0}</translation>
    </message>
    <message>
        <source>Looking at the faces… {0}</source>
        <translation>Gesichter werden angesehen… {0}</translation>
    </message>
    <message>
        <source>Make room and start it again. {0}</source>
        <translation>Platz schaffen und neu starten. {0}</translation>
    </message>
    <message>
        <source>Making the model ready for use…</source>
        <translation>Das Modell wird zum Gebrauch vorbereitet…</translation>
    </message>
    <message>
        <source>Measured on {0}.</source>
        <translation>Gemessen an {0}.</translation>
    </message>
    <message>
        <source>No face is both labelled and analysed yet. Analyse the video, label some faces or review, then come back.</source>
        <translation>Noch ist kein Gesicht zugleich gelabelt und analysiert. Das Video analysieren, einige Gesichter labeln oder prüfen, dann zurückkommen.</translation>
    </message>
    <message>
        <source>Of {0} faces it reads {1} right that were wrong before, and {2} wrong that were right.</source>
        <translation>Von {0} Gesichtern liest es {1} richtig, die vorher falsch waren, und {2} falsch, die richtig waren.</translation>
    </message>
    <message>
        <source>On such faces the change in accuracy probably lies between {0} and {1} points; faces of one video resemble each other, so the true doubt is larger.</source>
        <translation>Bei solchen Gesichtern liegt die Änderung der Genauigkeit wahrscheinlich zwischen {0} und {1} Punkten; Gesichter eines Videos ähneln sich, die wahre Unsicherheit ist also größer.</translation>
    </message>
    <message>
        <source>Preparing… {0}</source>
        <translation>Wird vorbereitet… {0}</translation>
    </message>
    <message>
        <source>Reading the faces… {0}</source>
        <translation>Gesichter werden gelesen… {0}</translation>
    </message>
    <message>
        <source>So uneven a split is hardly chance (McNemar p = {0}).</source>
        <translation>So ungleich verteilt ist das kaum Zufall (McNemar p = {0}).</translation>
    </message>
    <message>
        <source>Some labels are measured but not learned: hold other groups out, or label more.</source>
        <translation>Manche Labels werden gemessen, aber nicht gelernt: andere Gruppen zurückhalten oder mehr labeln.</translation>
    </message>
    <message>
        <source>Some labels have fewer than {0} faces to learn from.</source>
        <translation>Manche Labels haben weniger als {0} Gesichter zum Lernen.</translation>
    </message>
    <message>
        <source>Start it again. {0}</source>
        <translation>Neu starten. {0}</translation>
    </message>
    <message>
        <source>That may well be chance (McNemar p = {0}).</source>
        <translation>Das kann gut Zufall sein (McNemar p = {0}).</translation>
    </message>
    <message>
        <source>The new model is better on the held-out faces.</source>
        <translation>Das neue Modell ist bei den zurückgehaltenen Gesichtern besser.</translation>
    </message>
    <message>
        <source>The new model is no better on the held-out faces, and no worse.</source>
        <translation>Das neue Modell ist bei den zurückgehaltenen Gesichtern nicht besser und nicht schlechter.</translation>
    </message>
    <message>
        <source>The new model is worse on the held-out faces.</source>
        <translation>Das neue Modell ist bei den zurückgehaltenen Gesichtern schlechter.</translation>
    </message>
    <message>
        <source>The new model is worse: it forgot some of what the old one knew.</source>
        <translation>Das neue Modell ist schlechter: Es hat manches vergessen, was das alte wusste.</translation>
    </message>
    <message>
        <source>Tick some of the groups to measure on, but not all.</source>
        <translation>Einige der Gruppen zum Messen ankreuzen, aber nicht alle.</translation>
    </message>
    <message>
        <source>Too few labelled faces: at least {0} are needed to learn from and {1} to measure on.</source>
        <translation>Zu wenige gelabelte Gesichter: mindestens {0} zum Lernen und {1} zum Messen sind nötig.</translation>
    </message>
    <message>
        <source>Trained on {0}; {1}.</source>
        <translation>Trainiert mit {0}; {1}.</translation>
    </message>
    <message>
        <source>Your labels and the old model are as they were.</source>
        <extracomment>How often the trainer&apos;s file is looked at, in milliseconds. The trainer&apos;s exit code when it was stopped before there was anything to keep. Lines of its log that are shown where it fails. MienError where it failed, None where it was stopped with nothing to keep, or True.</extracomment>
        <translation>Die Labels und das alte Modell sind, wie sie waren.</translation>
    </message>
    <message>
        <source>came with Mien</source>
        <translation>kam mit Mien</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <source>it gave no reason</source>
        <translation>ohne Angabe von Gründen</translation>
    </message>
    <message>
        <source>the model in use is not there any more</source>
        <extracomment>So many models that were in use before are remembered.</extracomment>
        <translation>das verwendete Modell ist nicht mehr da</translation>
    </message>
    <message>
        <source>the system ended the trainer, most likely because memory ran out</source>
        <translation>das System hat das Training beendet, wohl weil der Speicher ausging</translation>
    </message>
    <message>
        <source>the trainer ended with an error</source>
        <translation>das Training endete mit einem Fehler</translation>
    </message>
    <message>
        <source>the trainer ended, and the disk is full</source>
        <translation>das Training endete, und der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the trainer was ended by the signal {0}</source>
        <translation>das Training wurde durch das Signal {0} beendet</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>{0} Left out: {1}.</source>
        <translation>{0} Ausgelassen: {1}.</translation>
    </message>
    <message>
        <source>{0} is used instead; what the other one said stays as it is</source>
        <translation>stattdessen wird {0} verwendet; was das andere sagte, bleibt, wie es ist</translation>
    </message>
    <message>
        <source>{0} labelled faces: {1} with one label, {2} one of several, {3} by votes.</source>
        <extracomment>McNemar&apos;s p below which a difference is hardly chance.</extracomment>
        <translation>{0} gelabelte Gesichter: {1} mit einem Label, {2} mit einem von mehreren, {3} mit Stimmen.</translation>
    </message>
    <message>
        <source>{0} min left</source>
        <translation>noch {0} min</translation>
    </message>
    <message>
        <source>{0} s left</source>
        <translation>noch {0} s</translation>
    </message>
    <message>
        <source>{0} unsure</source>
        <translation>{0} unsicher</translation>
    </message>
    <message>
        <source>{0} where nothing was analysed</source>
        <translation>{0}, wo nichts analysiert wurde</translation>
    </message>
    <message>
        <source>{0} without a usable face</source>
        <translation>{0} ohne brauchbares Gesicht</translation>
    </message>
    <message>
        <source>{0}, SHA-256 {1}</source>
        <translation>{0}, SHA-256 {1}</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Digits are the labels</source>
        <translation>Ziffern sind die Labels</translation>
    </message>
    <message>
        <source>No brackets (AZERTY, QWERTZ)</source>
        <extracomment>French, German and other keyboards have brackets only behind AltGr, and some no full stop.</extracomment>
        <translation>Ohne eckige Klammern (AZERTY, QWERTZ)</translation>
    </message>
    <message>
        <source>Player on the number pad</source>
        <translation>Wiedergabe auf dem Ziffernblock</translation>
    </message>
    <message>
        <source>What works everywhere needs Ctrl, Alt or a function key</source>
        <translation>Was überall gilt, braucht Strg, Alt oder eine Funktionstaste</translation>
    </message>
    <message>
        <source>{0} already does this: {1}</source>
        <extracomment>What typing is left with and entered by stays: texts and dialogs everywhere rely on it.</extracomment>
        <translation>{0} tut schon dies: {1}</translation>
    </message>
    <message>
        <source>{0}, key {1}</source>
        <translation>{0}, Taste {1}</translation>
    </message>
</context>
<context>
    <name>labels</name>
    <message>
        <source>Blurred</source>
        <translation>Unscharf</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation>Kein brauchbares Gesicht</translation>
    </message>
    <message>
        <source>No usable face: {0}</source>
        <translation>Kein brauchbares Gesicht: {0}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>Verdeckt</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>Zu dunkel</translation>
    </message>
    <message>
        <source>Too small</source>
        <translation>Zu klein</translation>
    </message>
    <message>
        <source>Turned away</source>
        <translation>Abgewandt</translation>
    </message>
    <message>
        <source>Unsure</source>
        <extracomment>Narrower bars are plain colours, without frame, corners or text.</extracomment>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Votes: {0}</source>
        <translation>Stimmen: {0}</translation>
    </message>
    <message>
        <source>Wrong detection</source>
        <translation>Falsch erkannt</translation>
    </message>
    <message>
        <source>{0}: which one is open</source>
        <translation>{0}: welches, ist offen</translation>
    </message>
</context>
<context>
    <name>open</name>
    <message>
        <source>Add videos to the project</source>
        <translation>Videos zum Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Import into the project</source>
        <translation>Ins Projekt importieren</translation>
    </message>
    <message>
        <source>Open video or project</source>
        <translation>Video oder Projekt öffnen</translation>
    </message>
    <message>
        <source>Projects, labels of ELAN, tables of predictions ({suffixes});;All files (*)</source>
        <translation>Projekte, Labels von ELAN, Tabellen mit Vorhersagen ({suffixes});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Videos ({suffixes});;All files (*)</source>
        <translation>Videos ({suffixes});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Videos and projects ({suffixes});;All files (*)</source>
        <extracomment>What the dialog offers first; any file may be opened, its content decides.</extracomment>
        <translation>Videos und Projekte ({suffixes});;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>review</name>
    <message>
        <source>All videos</source>
        <translation>Alle Videos</translation>
    </message>
    <message>
        <source>Annotator against annotator</source>
        <translation>Person gegen Person</translation>
    </message>
    <message>
        <source>Both looks: {0} {1}, {2} after correction</source>
        <translation>Beide Blicke: {0} {1}, korrigiert {2}</translation>
    </message>
    <message>
        <source>By lot, for unbiased checks</source>
        <translation>Per Los, für unverzerrte Prüfung</translation>
    </message>
    <message>
        <source>Correction disagrees</source>
        <extracomment>With fewer labelled items an order cannot be told from the lot.</extracomment>
        <translation>Korrektur weicht ab</translation>
    </message>
    <message>
        <source>First look: {0} {1}; after correction: {2} {3}</source>
        <translation>Erster Blick: {0} {1}; korrigiert: {2} {3}</translation>
    </message>
    <message>
        <source>Item {0} of {1}</source>
        <translation>Eintrag {0} von {1}</translation>
    </message>
    <message>
        <source>Measured on your labels: the model is wrong in {errors} of {items} labelled items, and the first {firsts} of this order hold {caught} of them (by lot {lot}).</source>
        <translation>An den eigenen Labels gemessen: Das Modell irrt bei {errors} von {items} gelabelten Einträgen, und die ersten {firsts} dieser Reihenfolge enthalten {caught} davon (per Los {lot}).</translation>
    </message>
    <message>
        <source>Measured on {items} labelled pictures ({data}), of which the model has {errors} wrong: the first {firsts} of this order hold {caught} of them (by lot {lot}).</source>
        <translation>Gemessen an {items} gelabelten Bildern ({data}), von denen das Modell {errors} falsch hat: Die ersten {firsts} dieser Reihenfolge enthalten {caught} davon (per Los {lot}).</translation>
    </message>
    <message>
        <source>No label stands out</source>
        <translation>Kein Label sticht heraus</translation>
    </message>
    <message>
        <source>Nothing is decided yet.</source>
        <translation>Noch ist nichts entschieden.</translation>
    </message>
    <message>
        <source>People against the model</source>
        <translation>Menschen gegen Modell</translation>
    </message>
    <message>
        <source>Several labels compete</source>
        <translation>Mehrere Labels konkurrieren</translation>
    </message>
    <message>
        <source>This video</source>
        <translation>Dieses Video</translation>
    </message>
    <message>
        <source>Video by video</source>
        <translation>Video für Video</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>noch etwa {0}</translation>
    </message>
    <message>
        <source>correction accepted</source>
        <translation>Korrektur angenommen</translation>
    </message>
    <message>
        <source>first look accepted</source>
        <translation>erster Blick angenommen</translation>
    </message>
    <message>
        <source>relabelled</source>
        <translation>neu gelabelt</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>das Modell</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>{0} done</source>
        <translation>{0} erledigt</translation>
    </message>
</context>
<context>
    <name>video</name>
    <message>
        <source>Accept the correction</source>
        <translation>Korrektur annehmen</translation>
    </message>
    <message>
        <source>Accept the first look</source>
        <translation>Ersten Blick annehmen</translation>
    </message>
    <message>
        <source>Add a face by hand</source>
        <translation>Gesicht von Hand anlegen</translation>
    </message>
    <message>
        <source>Add face</source>
        <translation>Gesicht anlegen</translation>
    </message>
    <message>
        <source>Among labels</source>
        <translation>Zwischen Labels</translation>
    </message>
    <message>
        <source>Analyse, or cancel</source>
        <translation>Analysieren oder abbrechen</translation>
    </message>
    <message>
        <source>Another face from here on</source>
        <translation>Ab hier ein anderes Gesicht</translation>
    </message>
    <message>
        <source>Begin the label here</source>
        <translation>Label hier beginnen</translation>
    </message>
    <message>
        <source>Change label</source>
        <extracomment>A digit held for less than this, in seconds, is a tap: it labels one frame. A label that is being held or run through: (track, start, end, Label), or None.</extracomment>
        <translation>Label ändern</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>In und Out löschen</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Confidence high</source>
        <translation>Sicherheit hoch</translation>
    </message>
    <message>
        <source>Confidence low</source>
        <translation>Sicherheit niedrig</translation>
    </message>
    <message>
        <source>Confidence middle</source>
        <translation>Sicherheit mittel</translation>
    </message>
    <message>
        <source>Delete label</source>
        <translation>Label löschen</translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation>Markierung löschen</translation>
    </message>
    <message>
        <source>Delete the label</source>
        <translation>Label löschen</translation>
    </message>
    <message>
        <source>End the label here</source>
        <translation>Label hier beenden</translation>
    </message>
    <message>
        <source>Enter what was typed</source>
        <translation>Eingabe übernehmen</translation>
    </message>
    <message>
        <source>Face {0} is</source>
        <translation>Gesicht {0} ist</translation>
    </message>
    <message>
        <source>Face {0} is also face</source>
        <translation>Gesicht {0} ist auch Gesicht</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Go on after each label</source>
        <translation>Nach jedem Label weiter</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Go to a time or frame</source>
        <translation>Zu Zeit oder Bild gehen</translation>
    </message>
    <message>
        <source>Hide or show what the model says</source>
        <translation>Antwort des Modells verdecken oder zeigen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label vergeben</translation>
    </message>
    <message>
        <source>Label as the one before</source>
        <translation>Wie das Label davor</translation>
    </message>
    <message>
        <source>Label: tap, or hold while playing</source>
        <translation>Labeln: tippen, oder beim Abspielen halten</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Labels as a table, or on the timeline</source>
        <translation>Labels als Tabelle oder auf der Zeitleiste</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Leave, let go, stop</source>
        <translation>Verlassen, loslassen, anhalten</translation>
    </message>
    <message>
        <source>Loop the selection</source>
        <translation>Auswahl wiederholen</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>Marker with a note</source>
        <translation>Markierung mit Notiz</translation>
    </message>
    <message>
        <source>Merge faces</source>
        <translation>Gesichter vereinen</translation>
    </message>
    <message>
        <source>Merge labels</source>
        <translation>Labels vereinen</translation>
    </message>
    <message>
        <source>Merge with the next label</source>
        <translation>Mit dem nächsten Label vereinen</translation>
    </message>
    <message>
        <source>Move label</source>
        <translation>Label verschieben</translation>
    </message>
    <message>
        <source>Name face</source>
        <translation>Gesicht benennen</translation>
    </message>
    <message>
        <source>Name the person</source>
        <translation>Person benennen</translation>
    </message>
    <message>
        <source>Neutral face</source>
        <translation>Neutrales Gesicht</translation>
    </message>
    <message>
        <source>Next edge</source>
        <translation>Nächste Kante</translation>
    </message>
    <message>
        <source>Next face</source>
        <translation>Nächstes Gesicht</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Next label</source>
        <translation>Nächstes Label</translation>
    </message>
    <message>
        <source>Next unlabelled</source>
        <translation>Nächstes ohne Label</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>No face was found in this frame.</source>
        <translation>In diesem Bild wurde kein Gesicht gefunden.</translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation>Kein brauchbares Gesicht</translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation>Nicht analysiert</translation>
    </message>
    <message>
        <source>Not analysed yet</source>
        <translation>Noch nicht analysiert</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the label</source>
        <translation>Notiz zum Label</translation>
    </message>
    <message>
        <source>Note on this label</source>
        <translation>Notiz zu diesem Label</translation>
    </message>
    <message>
        <source>One of several: then digits, Enter</source>
        <translation>Eines von mehreren: dann Ziffern, Eingabetaste</translation>
    </message>
    <message>
        <source>One second back</source>
        <translation>Eine Sekunde zurück</translation>
    </message>
    <message>
        <source>One second on</source>
        <translation>Eine Sekunde weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Play backwards, faster</source>
        <translation>Rückwärts abspielen, schneller</translation>
    </message>
    <message>
        <source>Play forwards, faster</source>
        <translation>Vorwärts abspielen, schneller</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Press Analyse to read the expressions.</source>
        <translation>„Analysieren“ drücken, um die Ausdrücke zu lesen.</translation>
    </message>
    <message>
        <source>Previous edge</source>
        <translation>Vorige Kante</translation>
    </message>
    <message>
        <source>Previous face</source>
        <translation>Voriges Gesicht</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Previous label</source>
        <translation>Voriges Label</translation>
    </message>
    <message>
        <source>Previous unlabelled</source>
        <translation>Voriges ohne Label</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Run through: each digit begins a label</source>
        <translation>Durchlauf: Jede Ziffer beginnt ein Label</translation>
    </message>
    <message>
        <source>Same face as…</source>
        <translation>Dasselbe Gesicht wie…</translation>
    </message>
    <message>
        <source>Set the in point</source>
        <translation>In-Punkt setzen</translation>
    </message>
    <message>
        <source>Set the out point</source>
        <translation>Out-Punkt setzen</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation>An der Abspielposition teilen</translation>
    </message>
    <message>
        <source>Split face</source>
        <translation>Gesicht teilen</translation>
    </message>
    <message>
        <source>Split label</source>
        <translation>Label teilen</translation>
    </message>
    <message>
        <source>Take a vote of this label away</source>
        <translation>Eine Stimme für dieses Label wegnehmen</translation>
    </message>
    <message>
        <source>The analysis has not come to this frame.</source>
        <translation>Die Analyse ist noch nicht bei diesem Bild.</translation>
    </message>
    <message>
        <source>There is no other face “{0}”</source>
        <translation>Es gibt kein anderes Gesicht „{0}“</translation>
    </message>
    <message>
        <source>This stretch is the person&apos;s neutral face</source>
        <translation>Dieser Abschnitt ist das neutrale Gesicht der Person</translation>
    </message>
    <message>
        <source>Trim label</source>
        <translation>Label kürzen</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Votes: then digits, Enter</source>
        <translation>Stimmen: dann Ziffern, Eingabetaste</translation>
    </message>
    <message>
        <source>Whole video in the timeline</source>
        <translation>Ganzes Video in der Zeitleiste</translation>
    </message>
    <message>
        <source>Why no usable face: digits, Enter</source>
        <translation>Warum kein brauchbares Gesicht: Ziffern, Eingabetaste</translation>
    </message>
    <message>
        <source>With or without the person&apos;s neutral offset</source>
        <translation>Mit oder ohne neutralen Versatz der Person</translation>
    </message>
    <message>
        <source>Zoom timeline in</source>
        <translation>Zeitleiste vergrößern</translation>
    </message>
    <message>
        <source>Zoom timeline out</source>
        <translation>Zeitleiste verkleinern</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>Auf die Auswahl vergrößern</translation>
    </message>
    <message>
        <source>frame 120, or 1:20.5</source>
        <translation>Bild 120 oder 1:20.5</translation>
    </message>
    <message>
        <source>name or code of the person</source>
        <translation>Name oder Kürzel der Person</translation>
    </message>
    <message>
        <source>what happens here</source>
        <translation>was hier geschieht</translation>
    </message>
    <message>
        <source>“{0}” is neither a frame nor a time</source>
        <extracomment>Room left and right of what is zoomed to, as a share of it. Whether keys that give and change labels work: not while the video is only watched.</extracomment>
        <translation>„{0}“ ist weder ein Bild noch eine Zeit</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Anger</source>
        <translation>Ärger</translation>
    </message>
    <message>
        <source>Contempt</source>
        <translation>Verachtung</translation>
    </message>
    <message>
        <source>Could also be {labels}</source>
        <translation>Auch möglich: {labels}</translation>
    </message>
    <message>
        <source>Disgust</source>
        <translation>Ekel</translation>
    </message>
    <message>
        <source>Fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <source>First look agrees</source>
        <translation>Erster Blick stimmt überein</translation>
    </message>
    <message>
        <source>First look said {label} {share}</source>
        <translation>Erster Blick: {label} {share}</translation>
    </message>
    <message>
        <source>First look was less clear</source>
        <translation>Erster Blick war weniger klar</translation>
    </message>
    <message>
        <source>Happiness</source>
        <translation>Freude</translation>
    </message>
    <message>
        <source>Neutral</source>
        <extracomment>From this share on, a single candidate counts as sure. Above this entropy no label deserves to be named first. Above this Jensen-Shannon divergence the first look and the correction differ visibly.</extracomment>
        <translation>Neutral</translation>
    </message>
    <message>
        <source>Not in use:</source>
        <extracomment>Backends as their makers write them.</extracomment>
        <translation>Nicht in Gebrauch:</translation>
    </message>
    <message>
        <source>Sadness</source>
        <translation>Trauer</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>Überraschung</translation>
    </message>
    <message>
        <source>a large correction</source>
        <translation>eine große Korrektur</translation>
    </message>
    <message>
        <source>a small correction</source>
        <translation>eine kleine Korrektur</translation>
    </message>
    <message>
        <source>anger</source>
        <translation>Ärger</translation>
    </message>
    <message>
        <source>both looks agree</source>
        <translation>beide Blicke stimmen überein</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>nicht zu erkennen</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>Verachtung</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>Ekel</translation>
    </message>
    <message>
        <source>fairly sure</source>
        <translation>ziemlich sicher</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <source>happiness</source>
        <translation>Freude</translation>
    </message>
    <message>
        <source>nearly even</source>
        <translation>fast gleich verteilt</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>one label stands out</source>
        <translation>ein Label sticht heraus</translation>
    </message>
    <message>
        <source>sadness</source>
        <translation>Trauer</translation>
    </message>
    <message>
        <source>several labels compete</source>
        <translation>mehrere Labels konkurrieren</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>Überraschung</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>{0} or {1}</source>
        <translation>{0} oder {1}</translation>
    </message>
</context>
</TS>
