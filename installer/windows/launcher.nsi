; 医安.exe: starts the version that is in force. installer/LAUNCHER.md says what it may do, and nothing more.
; Built by installer/windows.py, which gives VERSION, OUT and ART.

Unicode true
Target amd64-unicode
SetCompressor lzma
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SilentInstall silent
XPStyle on

!include LogicLib.nsh
!include FileFunc.nsh
!include "sentences.nsh"

Name "医安"
OutFile "${OUT}"
Icon "${ART}/yian.ico"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 ProductName "医安"
VIAddVersionKey /LANG=2052 FileDescription "医安"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 LegalCopyright "Apache-2.0"
LoadLanguageFile "${NSISDIR}/Contrib/Language files/SimpChinese.nlf"

Var Current
Var Previous
Var Arguments
Var Version
Var Starting ; the file of that name

; $0: file -> $0: its first line without its end, "" if there is none
Function ReadLine
  ClearErrors
  FileOpen $1 $0 r
  StrCpy $0 ""
  ${IfNot} ${Errors}
    FileRead $1 $0
    FileClose $1
  ${EndIf}
  ${Do}
    StrCpy $1 $0 1 -1
    ${If} $1 != "$\n"
    ${AndIf} $1 != "$\r"
      ${ExitDo}
    ${EndIf}
    StrCpy $0 $0 -1
  ${Loop}
FunctionEnd

; $0: file, $1: its one line -> $0: 1 if it stands there now. By a rename, so that a cut leaves the old line or the new one.
Function PutLine
  ClearErrors
  FileOpen $2 "$0.new" w
  ${If} ${Errors}
    StrCpy $0 0
    Return
  ${EndIf}
  FileWrite $2 "$1$\n"
  FileClose $2
  System::Call 'kernel32::MoveFileExW(w "$0.new", w "$0", i 9) i .r0'
FunctionEnd

; $0: a version -> $0: 1 if its program is there
Function IsThere
  StrCpy $1 $0
  StrCpy $0 0
  ${If} $1 != ""
  ${AndIf} ${FileExists} "$EXEDIR\versions\$1\app\main.py"
  ${AndIf} ${FileExists} "$EXEDIR\versions\$1\python\pythonw.exe"
    StrCpy $0 1
  ${EndIf}
FunctionEnd

; One more line for $Current.
Function AddLine
  FileOpen $1 $Starting a
  FileSeek $1 0 END
  FileWrite $1 "$Current$\n"
  FileClose $1
FunctionEnd

; Rule 2: a new version that did not get its window ready twice goes back. The third line says so where `current` cannot.
Function CountTry
  StrCpy $3 0
  FileOpen $1 $Starting r
  ${Do}
    ClearErrors
    FileRead $1 $2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    IntOp $3 $3 + 1
  ${Loop}
  FileClose $1
  StrCpy $4 2
  ${If} $Arguments != ""
    StrCpy $4 3
  ${EndIf}
  StrCpy $0 $Previous
  Call IsThere
  ${If} $3 >= $4
  ${AndIf} $Previous != $Current
  ${AndIf} $0 = 1
    StrCpy $0 "$EXEDIR\fallen"
    StrCpy $1 $Current
    Call PutLine
    ${If} $0 <> 0
      StrCpy $0 "$EXEDIR\current"
      StrCpy $1 $Previous
      Call PutLine
    ${EndIf}
    ${If} $0 <> 0
      Delete $Starting
    ${ElseIf} $3 = 2
      Call AddLine
    ${EndIf}
    StrCpy $Current $Previous
  ${ElseIf} $Arguments == ""
    Call AddLine
  ${EndIf}
FunctionEnd

; The folder that was chosen at installation, handed on as YIAN_HOME unless that is set already.
Function TellData
  ${If} ${FileExists} "$EXEDIR\data-folder"
    ReadEnvStr $0 YIAN_HOME
    ${If} $0 == ""
      FileOpen $1 "$EXEDIR\data-folder" r
      FileReadUTF16LE $1 $0
      FileClose $1
      ${Do}
        StrCpy $1 $0 1 -1
        ${If} $1 != "$\n"
        ${AndIf} $1 != "$\r"
          ${ExitDo}
        ${EndIf}
        StrCpy $0 $0 -1
      ${Loop}
      System::Call 'kernel32::SetEnvironmentVariableW(w "YIAN_HOME", w r0)'
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  ${GetParameters} $Arguments
  StrCpy $0 "$EXEDIR\current"
  Call ReadLine
  StrCpy $Current $0
  StrCpy $0 "$EXEDIR\previous"
  Call ReadLine
  StrCpy $Previous $0
  StrCpy $Starting "$EXEDIR\starting"
  ${If} ${FileExists} "$EXEDIR\watch\*.*"
    StrCpy $Starting "$EXEDIR\watch\starting"
  ${EndIf}
  ReadEnvStr $0 YIAN_VERSION
  System::Call 'kernel32::SetEnvironmentVariableW(w "YIAN_VERSION", p 0)'
  StrCpy $1 $0
  Call IsThere
  ${If} $0 = 1
    StrCpy $Current $1 ; named by who tries it before it is in force
  ${ElseIf} ${FileExists} $Starting
    Call CountTry
  ${EndIf}

  ; A set-up that was cut between its two renames.
  StrCpy $0 $Current
  Call IsThere
  ${If} $0 = 0
    Rename "$EXEDIR\versions\.old-$Current" "$EXEDIR\versions\$Current"
  ${EndIf}

  StrCpy $Version $Current
  StrCpy $0 $Current
  Call IsThere
  ${If} $0 = 0
    StrCpy $Version $Previous
    StrCpy $0 $Previous
    Call IsThere
  ${EndIf}
  ${If} $0 = 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "${S_INCOMPLETE}" /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}

  Call TellData
  StrCpy $0 "$EXEDIR\versions\$Version"
  ClearErrors
  ${If} $Arguments == ""
    Exec '"$0\python\pythonw.exe" "$0\app\main.py"'
  ${Else}
    ; What a verb says goes to the console from which it was started, if there is one.
    StrCpy $1 "pythonw.exe"
    System::Call 'kernel32::AttachConsole(i -1) i .r2'
    ${If} $2 <> 0
      StrCpy $1 "python.exe"
    ${EndIf}
    ExecWait '"$0\python\$1" "$0\app\main.py" $Arguments' $3
    SetErrorLevel $3
  ${EndIf}
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONEXCLAMATION "${S_INCOMPLETE}"
    SetErrorLevel 1
  ${EndIf}
SectionEnd
