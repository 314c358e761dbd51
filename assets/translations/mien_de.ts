<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Mien</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask people before you analyse their faces. In the European Union, inferring emotions at work and in education is forbidden except for medical or safety reasons (AI Act, Article 5). Do not base decisions about people on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is computed on this computer and nothing is sent anywhere. Live pictures are not stored, and the numbers of a live session are forgotten when it ends, unless you record or export them. Those of an analysed video are kept in Mien&apos;s data folder, so that they need not be computed again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expressions are not feelings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lawful use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mien says what a face looks like, as a crowd of people would label the picture, and how sure it is. It does not know what anyone feels, thinks or intends, and it makes mistakes, more for some people than for others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program is free software under the Apache License 2.0. It uses Qt (LGPL), MediaPipe, OpenVINO, ONNX Runtime, OpenCV, FFmpeg and pyqtgraph.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AgreementDialog</name>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement of each pair of raters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alpha and kappa: 1 is full agreement, 0 is chance. Faces are ambiguous: low values may be a finding, and fixed limits for good or bad do not fit here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cohen&apos;s kappa</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha of people over {0} moments: {1} for the leading label, {2} for whole distributions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most often confused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No two people have labelled the same moment yet, so alpha is not defined.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only labels given while the model was hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnalysisBar</name>
    <message>
        <source>Analyse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse the whole video (Ctrl+Shift+A)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the results to a file (Ctrl+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysed by an earlier model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.0f} frames/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frame analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frames analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Annotation</name>
    <message>
        <source>1 frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In to out · {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press 1 to 8 to label this frame. F1 shows all keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected label · {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not saved: {0} changes wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open elsewhere: cannot be changed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} labels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmotionBars</name>
    <message>
        <source>Expression of the selected face</source>
        <extracomment>A smaller share would be drawn as a speck. What the ground depends on: size, pixel ratio, whether it is dark, whose name is the boldest.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first look</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineNews</name>
    <message>
        <source>It is used from the next camera, demo or analysis on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the graphics card, once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some minutes at most; the processor does the work meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card is not used; the processor does the work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card is ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntryBar</name>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 8, then Enter · Esc leaves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter labels · Backspace takes one back · Esc leaves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of these: digits choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes: each digit adds one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is being typed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Analysed frames ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled; no file was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every frame ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File to write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs the package pyarrow, which is not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of the first rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {0} rows, of {1} frames · {2} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.0f} % of the video is not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ {0} is there already: it will be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ {0}: those frames get an empty row, status “dropped”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ {0}: those frames get no row.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FacePanel</name>
    <message>
        <source>Disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face {n} of {m}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look towards the camera, with light on the face.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next face (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected face</source>
        <extracomment>The user asked for the next face.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FactLine</name>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Codec</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VFR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variable frame rate: times come from the file&apos;s own timestamps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.4g} fps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LabelButton</name>
    <message>
        <source>{0}, key {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>After a label on to the next unlabelled frame (T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each digit ends a label (R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide or show the model&apos;s answer (H)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who labels: each person has labels of their own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, key {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>Expressions of each face over time</source>
        <extracomment>Left and right of a lane&apos;s names.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first look</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Colours of the expressions</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LiveController</name>
    <message>
        <source>Demo clip</source>
        <extracomment>Without a result for so long, in nanoseconds, pictures are shown without one. How often the status figures are refreshed, in milliseconds.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LiveNews</name>
    <message>
        <source>Choose folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported in part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to see yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug one in and look again. On Linux, /dev/video0 should exist and you should belong to the group “video”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a camera or the demo; every analysed frame is kept until you stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again, or export what was analysed so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and keep what is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warming up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused · still recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The analysis lags behind</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LiveToolbar</name>
    <message>
        <source>Camera</source>
        <extracomment>Where a disk has less room than this, a recording says so. Slider steps in a second. A camera, or None for the demo clip.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demo clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for cameras (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording; {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing in seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time over which what is shown is averaged; exported values stay raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Redo {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show log</source>
        <extracomment>Seconds that all threads together have to end when the window closes. What can be done only while something is watched; the live page enables them. False once closing found a thread that would not end.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when Mien is started again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until then everything goes on as it is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModeSwitch</name>
    <message>
        <source>Check where the model is most likely wrong (Ctrl+5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what you see (Ctrl+4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what the model says (Ctrl+3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the whole video</source>
        <extracomment>So near to an edge of the window the mouse takes hold of it, in pixels. Height of the labels along the lower edge, in pixels.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PairBars</name>
    <message>
        <source>Corrected and first look</source>
        <extracomment>Labels with less than this in both distributions are left out.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectExportDialog</name>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled; no file was left half written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody&apos;s labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of the first rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {0} rows: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {0} rows · {1} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export in this way yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was nothing to write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose labels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disagreement {0:.2f} · entropy {1:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {0}</source>
        <extracomment>So many of the most probable labels are told.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Face {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordingNews</name>
    <message>
        <source>Choose folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame was analysed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table goes on, and what was filmed is kept. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of its frames have no picture: the encoder could not keep up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} recorded until then</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewDesk</name>
    <message>
        <source>Face {0}</source>
        <extracomment>The timeline shows so much around an item, in microseconds.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>1 to 8 gives another label · A one of several · V votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All items are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse the video first (Ctrl+Shift+A); its runs of frames come here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another order to look at more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decided: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for items…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No labels to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has labelled what the model says yet: press Ctrl+4 and label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put off items that crowd one moment: they are much alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the items that are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people must have labelled the same moments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RollingPlot</name>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last 30 seconds</source>
        <extracomment>Labels that never passed this share in the window are drawn faintly.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Time ruler</source>
        <extracomment>Free space right of the last frame. So near to a marker the mouse is told its note, in pixels.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <extracomment>Keys and what they do. A name and its rows.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Analyse every frame and read the result on a timeline. Or drop a file here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the list of recent videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything stays on this computer. Live pictures are never stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads facial expressions, and says how sure it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two portraits, a few cuts: everything Mien does, without a camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use my camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch expressions live, with both distributions side by side.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything (Ctrl+0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysed {0:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} faces</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>First frame (Home)</source>
        <extracomment>Of the slider&apos;s handle, in pixels.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last frame (End)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame (Right)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame (Left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed {0:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>playing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoFacts</name>
    <message>
        <source>kept on this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoPage</name>
    <message>
        <source>No video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open one with Ctrl+O, or drop it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening…</source>
        <extracomment>Results that stream in are drawn so often, in milliseconds.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading timestamps… {0:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This video cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>No face in the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture with a box around each face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video</source>
        <extracomment>The user chose a face: its track (int) or None.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expression: {label}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;About Mien</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Agreement of raters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>The menus, in order.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open video…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the system&apos;s &amp;theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High &amp;contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <extracomment>An entry of a menu; None is a separator. Menus within menus, by the names that stand for them.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for &amp;cameras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record &amp;video and table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record the ta&amp;ble only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recordings &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch light / dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use &amp;camera</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>labels</name>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsure</source>
        <extracomment>Narrower bars are plain colours, without frame, corners or text.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: which one is open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>open</name>
    <message>
        <source>Open video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos ({suffixes});;All files (*)</source>
        <extracomment>What the dialog offers first; any file may be opened, its content decides.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>review</name>
    <message>
        <source>Annotator against annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both looks: {0} {1}, {2} after correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By lot, for unbiased checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correction disagrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First look: {0} {1}; after correction: {2} {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No label stands out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is decided yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of {0} errors that labels show, the first items catch: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People against the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several labels compete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correction accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first look accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>relabelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} reviewed frames ({2}) have another label than the model&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} (by lot {2:.1f})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} items, correction right in {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>video</name>
    <message>
        <source>Accept the correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the first look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a face by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Among labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse, or cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another face from here on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin the label here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the label here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter what was typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face {0} is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face {0} is also face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on after each label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to</source>
        <extracomment>Room left and right of what is zoomed to, as a share of it. Whether keys that give and change labels work: not while the video is only watched.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to a time or frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide or show what the model says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <extracomment>A digit held for less than this, in seconds, is a tap: it labels one frame. A label that is being held or run through: (track, start, end, Label), or None.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label as the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: tap, or hold while playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave, let go, stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker with a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge faces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge with the next label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next unlabelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face was found in this frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No usable face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not analysed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note on the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note on this label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several: then digits, Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One second back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One second on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play backwards, faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play forwards, faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Analyse to read the expressions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous unlabelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run through: each digit begins a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same face as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the in point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the out point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The analysis has not come to this frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes: then digits, Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole video in the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom timeline in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom timeline out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame 120, or 1:20.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name or code of the person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what happens here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could also be {labels}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disgust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First look agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First look said {label} {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First look was less clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Happiness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <extracomment>From this share on, a single candidate counts as sure. Above this entropy no label deserves to be named first. Above this Jensen-Shannon divergence the first look and the correction differ visibly. Not translated all at once: a name is asked for many times a frame.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in use:</source>
        <extracomment>Backends as their makers write them.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sadness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a large correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a small correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both looks agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fairly sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nearly even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one label stands out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several labels compete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unsure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
