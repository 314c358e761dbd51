<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Another label than the model&apos;s in {0} ({1}) of %Ln frame(s) reviewed.</source>
        <translation>
            <numerusform>Another label than the model&apos;s in {0} ({1}) of %Ln frame reviewed.</numerusform>
            <numerusform>Another label than the model&apos;s in {0} ({1}) of %Ln frames reviewed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln item(s), correction right in {1}</source>
        <translation>
            <numerusform>{0}: %Ln item, correction right in {1}</numerusform>
            <numerusform>{0}: %Ln items, correction right in {1}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AgreementDialog</name>
    <message numerus="yes">
        <source>Krippendorff&apos;s alpha of people over %Ln moment(s): {0} for the leading label, {1} for whole distributions.</source>
        <translation>
            <numerusform>Krippendorff&apos;s alpha of people over %Ln moment: {0} for the leading label, {1} for whole distributions.</numerusform>
            <numerusform>Krippendorff&apos;s alpha of people over %Ln moments: {0} for the leading label, {1} for whole distributions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AnalysisBar</name>
    <message numerus="yes">
        <source>%Ln frame(s) analysed</source>
        <translation>
            <numerusform>%Ln frame analysed</numerusform>
            <numerusform>%Ln frames analysed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>The first %Ln row(s) · frames: {0} · columns: {1}</source>
        <translation>
            <numerusform>The first row (%Ln) · frames: {0} · columns: {1}</numerusform>
            <numerusform>The first %Ln rows · frames: {0} · columns: {1}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Importing</name>
    <message numerus="yes">
        <source>Bringing in {0}… %Ln line(s)</source>
        <translation>
            <numerusform>Bringing in {0}… %Ln line</numerusform>
            <numerusform>Bringing in {0}… %Ln lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln label(s).</source>
        <translation>
            <numerusform>{0}: %Ln label.</numerusform>
            <numerusform>{0}: %Ln labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: %Ln new label(s).</source>
        <translation>
            <numerusform>{0}: %Ln new label.</numerusform>
            <numerusform>{0}: %Ln new labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}: predictions of %Ln frame(s).</source>
        <translation>
            <numerusform>{0}: predictions of %Ln frame.</numerusform>
            <numerusform>{0}: predictions of %Ln frames.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LabelDesk</name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln frame</numerusform>
            <numerusform>%Ln frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln label</numerusform>
            <numerusform>%Ln labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not saved: %Ln change(s) wait</source>
        <translation>
            <numerusform>not saved: %Ln change waits</numerusform>
            <numerusform>not saved: %Ln changes wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Leftovers</name>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation>
            <numerusform>%n recording was not finished</numerusform>
            <numerusform>%n recordings were not finished</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Recovered %n row(s)</source>
        <translation>
            <numerusform>Recovered %n row</numerusform>
            <numerusform>Recovered %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveToolbar</name>
    <message numerus="yes">
        <source>%Ln mark(s)</source>
        <translation>
            <numerusform>%Ln mark</numerusform>
            <numerusform>%Ln marks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectExportDialog</name>
    <message numerus="yes">
        <source>Saved %Ln frame(s): {0}</source>
        <translation>
            <numerusform>Saved %Ln frame: {0}</numerusform>
            <numerusform>Saved %Ln frames: {0}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln row(s): {0}</source>
        <translation>
            <numerusform>Saved %Ln row: {0}</numerusform>
            <numerusform>Saved %Ln rows: {0}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln row(s) · columns: {0}</source>
        <translation>
            <numerusform>The first row (%Ln) · columns: {0}</numerusform>
            <numerusform>The first %Ln rows · columns: {0}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecordingNews</name>
    <message numerus="yes">
        <source>%Ln of its frame(s) have no picture: the encoder could not keep up</source>
        <translation>
            <numerusform>%Ln of its frames has no picture: the encoder could not keep up</numerusform>
            <numerusform>%Ln of its frames have no picture: the encoder could not keep up</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n label</numerusform>
            <numerusform>%n labels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message numerus="yes">
        <source>%Ln face(s)</source>
        <translation>
            <numerusform>%Ln face</numerusform>
            <numerusform>%Ln faces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VideoNews</name>
    <message numerus="yes">
        <source>%n label(s) saved</source>
        <translation>
            <numerusform>%n label saved</numerusform>
            <numerusform>%n labels saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WholeProject</name>
    <message numerus="yes">
        <source>%Ln video(s) analysed to the end</source>
        <translation>
            <numerusform>%Ln video analysed to the end</numerusform>
            <numerusform>%Ln videos analysed to the end</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message numerus="yes">
        <source>Neutral face of {0}: measured on %n frame(s)</source>
        <translation>
            <numerusform>Neutral face of {0}: measured on %n frame</numerusform>
            <numerusform>Neutral face of {0}: measured on %n frames</numerusform>
        </translation>
    </message>
</context>
</TS>
