; The set-up program. Built by installer/windows.py, which gives:
; VERSION  STAGE (folder of the version)  STAGE_MB  LONGEST_ROOT (characters)  LAUNCHER  OUT  ART (folder: icon, side, licence)  NAMES (a .nsh)
; Order of an installation: checks, backup by the installed version, files beside it, questions to the new version, which
; brings a copy of the records to its schema, and last the line in `current`. A cut at any point leaves the version before
; or the new one in force.

Unicode true
Target amd64-unicode
!ifdef QUICK ; for set-ups that are only tried
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
CRCCheck force
AllowSkipFiles off
XPStyle on

!include MUI2.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include "sentences.nsh"
!include "common.nsh"
!include "${NAMES}"

Var Installed ; version in force before, "" if none
Var IsWhole   ; 1: its interpreter is there
Var Chosen    ; 1: the folders were given or found, so nobody is asked
Var Starting  ; the file of that name, see installer/LAUNCHER.md

Name "医安"
OutFile "${OUT}"
BrandingText "医安 ${VERSION}"
InstallDir ""
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 ProductName "医安"
VIAddVersionKey /LANG=2052 FileDescription "医安安装程序"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 LegalCopyright "Apache-2.0"

!define MUI_ICON "${ART}/yian.ico"
!define MUI_UNICON "${ART}/yian.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${ART}/side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${ART}/side.bmp"

!define MUI_WELCOMEPAGE_TITLE "安装医安 ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "$Sentence"
!define MUI_PAGE_CUSTOMFUNCTION_PRE beforeWelcome
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE skipIfChosen
!insertmacro MUI_PAGE_LICENSE "${ART}/licence.txt"
Page custom askWho takeWho
Page custom askPlaces takePlaces
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${S_FINISH}"
!define MUI_FINISHPAGE_TEXT "${S_FINISH_TEXT}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "${S_RUN}"
!define MUI_FINISHPAGE_RUN_FUNCTION openProgram
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.askLeave un.takeLeave
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "医安已经卸载"
!define MUI_FINISHPAGE_TEXT "$Sentence"
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGE "SimpChinese"

!insertmacro SharedFunctions ""
!insertmacro SharedFunctions "un."
!include "places.nsh"
!include "asking_pages.nsh"
!include "removal.nsh"

Function .onInit
  SetRegView 64
  StrCpy $Sentence ""
  ${IfNot} ${AtLeastBuild} 17763
    StrCpy $Sentence "${S_OLD_WINDOWS}"
    StrCpy $Code ${OLD_WINDOWS}
    Call Stop
  ${EndIf}
  Call RequireAlone
  Call FindInstallation
  Call FindData
  Call TakeDataSwitch
  Call RefuseDowngrade
FunctionEnd

; Sets $Everyone, $INSTDIR, $Installed and $IsWhole; refuses a second installation of another kind.
Function FindInstallation
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${If} ${Errors}
    StrCpy $Everyone 0
  ${Else}
    StrCpy $Everyone 1
  ${EndIf}
  ${If} $INSTDIR == "" ; NSIS itself wants /D= last and unquoted
    StrCpy $0 "/D="
    Call ReadSwitch
    StrCpy $INSTDIR $0
  ${EndIf}
  ReadRegStr $R2 HKCU "${KEY}" "InstallLocation"
  ReadRegStr $R3 HKLM "${KEY}" "InstallLocation"
  ${If} $R3 != ""
    StrCpy $Everyone 1
    StrCpy $INSTDIR $R3
    StrCpy $Chosen 1
  ${ElseIf} $R2 != ""
    ${If} $Everyone = 1
      ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
      StrCpy $Sentence "${S_OTHER_IS_MINE}"
      StrCpy $Code ${OTHER_IS_MINE}
      Call Stop
    ${EndIf}
    StrCpy $INSTDIR $R2
    StrCpy $Chosen 1
  ${EndIf}
  ${If} $Everyone = 1
    Call IsAdmin
    ${If} $0 = 0
      StrCpy $Code ${NEEDS_ADMIN}
      StrCpy $Sentence "${S_NEEDS_ADMIN}"
      ${If} $R3 != ""
        StrCpy $Sentence "${S_NEEDS_ADMIN_UPGRADE}"
      ${EndIf}
      ${If} ${Silent}
        Call Stop
      ${EndIf}
      StrCpy $0 $R0
      Call Elevate
    ${EndIf}
  ${EndIf}
  Call DefaultProgram
  Call FindAtWork
  StrCpy $0 $Installed
  Call IsThere
  StrCpy $IsWhole $0
FunctionEnd

; $0: a version -> $0: 1 if its program is there
Function IsThere
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$INSTDIR\versions\$0\python\pythonw.exe"
  ${AndIf} ${FileExists} "$INSTDIR\versions\$0\app\main.py"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

Function NameStarting
  StrCpy $Starting "$INSTDIR\starting"
  ${If} ${FileExists} "$INSTDIR\watch\*.*"
    StrCpy $Starting "$INSTDIR\watch\starting"
  ${EndIf}
FunctionEnd

; $Installed: what the launcher starts. Where it went back and could not write so, `starting` has a third line.
Function FindAtWork
  StrCpy $0 "$INSTDIR\current"
  Call ReadLine
  StrCpy $Installed $0
  Call NameStarting
  ${IfNot} ${FileExists} $Starting
    Return
  ${EndIf}
  StrCpy $R4 0
  FileOpen $0 $Starting r
  ${Do}
    ClearErrors
    FileRead $0 $1
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    IntOp $R4 $R4 + 1
  ${Loop}
  FileClose $0
  StrCpy $0 "$INSTDIR\previous"
  Call ReadLine
  StrCpy $1 $0
  Call IsThere
  ${If} $R4 >= 3
  ${AndIf} $0 = 1
    StrCpy $Installed $1
  ${EndIf}
FunctionEnd

Function DefaultProgram
  ${If} $Everyone = 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $Everyone = 1
      ExpandEnvStrings $INSTDIR "$PROGRAMFILES64\YiAn" ; wine names it by %SystemDrive%
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\YiAn"
    ${EndIf}
  ${EndIf}
FunctionEnd

; $0: a switch with its = -> $0: its value, "" if it is not given. As /S="a b", "/S=a b" and /S=a alike.
Function ReadSwitch
  Push $1
  Push $2
  Push $3
  Push $4
  StrLen $1 $0
  StrCpy $2 0
  ${Do}
    IntOp $2 $2 + 1
    StrCpy $3 $CMDLINE $1 $2
    ${If} $3 == ""
      StrCpy $0 ""
      Goto read
    ${EndIf}
  ${LoopUntil} $3 == $0
  IntOp $3 $2 - 1
  StrCpy $4 $CMDLINE 1 $3
  IntOp $2 $2 + $1
  StrCpy $3 $CMDLINE 1 $2
  ${If} $3 == '"'
    IntOp $2 $2 + 1
    StrCpy $4 '"'
  ${ElseIf} $4 != '"'
    StrCpy $4 " "
  ${EndIf}
  StrCpy $0 ""
  ${Do}
    StrCpy $3 $CMDLINE 1 $2
    ${If} $3 == ""
    ${OrIf} $3 == $4
      ${ExitDo}
    ${EndIf}
    StrCpy $0 "$0$3"
    IntOp $2 $2 + 1
  ${Loop}
read:
  Pop $4
  Pop $3
  Pop $2
  Pop $1
FunctionEnd

; /DATA= says where the records go, the first time only.
Function TakeDataSwitch
  StrCpy $0 "/DATA="
  Call ReadSwitch
  StrCpy $R1 $0
  ${If} $R1 == ""
  ${OrIf} $R1 == $Data
    Return
  ${EndIf}
  ${If} $Installed != ""
    StrCpy $Sentence "${S_DATA_ELSEWHERE}"
    StrCpy $Code ${PLACE_REFUSED}
    Call Stop
  ${EndIf}
  StrCpy $Data $R1
FunctionEnd

Function RefuseDowngrade
  ${If} $Installed != ""
    ${VersionCompare} "${VERSION}" "$Installed" $0
    ${If} $0 = 2
      StrCpy $Sentence "${S_DOWNGRADE}"
      StrCpy $Code ${DOWNGRADE}
      Call Stop
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onInstFailed
  Call TakeBack
  StrCpy $Sentence "${S_NOT_WRITTEN}"
  StrCpy $Code ${NOT_WRITTEN}
  Call Stop
FunctionEnd

; What lies beside the version in force goes; it was never in force.
Function TakeBack
  SetDetailsPrint none
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\versions\.incoming-${VERSION}"
  RMDir "$INSTDIR\versions"
  RMDir "$INSTDIR"
  SetDetailsPrint both
FunctionEnd

!macro StopIfRefused
  ${If} $Sentence != ""
    Call TakeBack
    Call Stop
  ${EndIf}
!macroend
!define StopIfRefused "!insertmacro StopIfRefused"

Section "医安"
  ${If} $Installed == ""
    Call GiveDataItsOwnFolder
  ${EndIf}
  Call CheckProgram
  ${StopIfRefused}
  Call CheckData
  ${StopIfRefused}
  Call RequireClosed
  ${StopIfRefused}
  Call CheckRoom
  ${StopIfRefused}
  Call BackUp
  ${StopIfRefused}
  Call LayFiles
  ${StopIfRefused}
  Call AskNewVersion
  ${StopIfRefused}
  Call ProveOnCopy
  ${StopIfRefused}
  Call PutInForce
  ${StopIfRefused}
  Call MakeEntries
  Call RemoveOldVersions
SectionEnd

; The installed version copies and checks its own records. One that is broken cannot; the new one does it at its first start.
Function BackUp
  StrCpy $Sentence ""
  ${If} $IsWhole = 1
    DetailPrint "${S_STEP_BACKUP}"
    StrCpy $0 $Installed
    StrCpy $1 'backup "$Data"'
    Call Ask
    ${If} $Status != 0
      StrCpy $0 $Told
      StrCpy $Sentence "${S_NO_BACKUP}"
      StrCpy $Code ${NO_BACKUP}
    ${EndIf}
  ${EndIf}
FunctionEnd

Function LayFiles
  StrCpy $Sentence ""
  DetailPrint "${S_STEP_FILES}"
  SetDetailsPrint none
  RMDir /r "$INSTDIR\versions\.incoming-${VERSION}"
  ClearErrors
  SetOutPath "$INSTDIR\versions\.incoming-${VERSION}"
  ${IfNot} ${Errors}
    File /r "${STAGE}/*"
  ${EndIf}
  SetDetailsPrint both
  ${If} ${Errors}
    StrCpy $Place $INSTDIR
    StrCpy $Sentence "${S_PLACE_UNWRITABLE}"
    StrCpy $Code ${NOT_WRITTEN}
  ${EndIf}
  SetOutPath "$TEMP" ; a current folder cannot be renamed
FunctionEnd

; From the folder in which nothing is in force yet: does it start here, and does it know these records?
Function AskNewVersion
  StrCpy $Sentence ""
  DetailPrint "${S_STEP_CHECK}"
  StrCpy $0 ".incoming-${VERSION}"
  StrCpy $1 'fits "$Data"'
  Call Ask
  ${If} $Status == 1
  ${AndIf} $Told != "${S_NO_ANSWER}"
    StrCpy $0 $Told
    StrCpy $Sentence "${S_DATA_NEWER}"
    StrCpy $Code ${DATA_NEWER}
  ${ElseIf} $Status != 0
    StrCpy $0 "$Told（$Status）"
    StrCpy $Sentence "${S_DOES_NOT_START}"
    StrCpy $Code ${DOES_NOT_START}
  ${EndIf}
FunctionEnd

; As an update does: a copy of the records is brought to the new schema, every row and byte found again. They are only read.
Function ProveOnCopy
  StrCpy $Sentence ""
  DetailPrint "${S_STEP_PROVE}"
  StrCpy $0 ".incoming-${VERSION}"
  StrCpy $1 'prove "$Data"'
  Call Ask
  ${If} $Status != 0
    StrCpy $0 $Told
    StrCpy $Sentence "${S_NOT_PROVED}"
    StrCpy $Code ${NOT_PROVED}
  ${EndIf}
FunctionEnd

; $0 gets the name $1; error flag if not. What looks for viruses has files open that have just been written.
Function PatientRename
  StrCpy $2 0
  ${Do}
    ClearErrors
    Rename $0 $1
    ${IfNot} ${Errors}
    ${OrIf} $2 >= 40
      ${ExitDo}
    ${EndIf}
    IntOp $2 $2 + 1
    Sleep 500
  ${Loop}
FunctionEnd

; installer/LAUNCHER.md says what these files mean. `current` is the last.
Function PutInForce
  StrCpy $Sentence "${S_IN_USE}"
  StrCpy $Code ${RUNNING}
  RMDir /r "$INSTDIR\versions\.old-${VERSION}"
  ${If} ${FileExists} "$INSTDIR\versions\${VERSION}\*.*"
    StrCpy $0 "$INSTDIR\versions\${VERSION}"
    StrCpy $1 "$INSTDIR\versions\.old-${VERSION}"
    Call PatientRename
    ${If} ${Errors}
      Return
    ${EndIf}
  ${EndIf}
  StrCpy $0 "$INSTDIR\versions\.incoming-${VERSION}"
  StrCpy $1 "$INSTDIR\versions\${VERSION}"
  Call PatientRename
  ${If} ${Errors}
    Rename "$INSTDIR\versions\.old-${VERSION}" "$INSTDIR\versions\${VERSION}"
    Return
  ${EndIf}
  StrCpy $Sentence "${S_NOT_WRITTEN}"
  StrCpy $Code ${NOT_WRITTEN}
  ClearErrors
  File "/oname=$INSTDIR\launcher.new" "${LAUNCHER}"
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\launcher.new", w "$INSTDIR\医安.exe", i 9) i .r1'
  ${If} $1 = 0
    Return
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call KeepData
  Call BeginWatch
  ${If} ${Errors}
    Return
  ${EndIf}
  ${PutLine} "$INSTDIR\current" "${VERSION}"
  ${IfNot} ${Errors}
    StrCpy $Sentence ""
  ${EndIf}
FunctionEnd

; `previous`, an empty `starting`, no `fallen`. The version to go back to is the last that is known to get its window ready.
Function BeginWatch
  Call NameStarting
  StrCpy $1 0 ; 1: the version in force has not shown yet that it gets ready
  ${If} ${FileExists} $Starting
    StrCpy $1 1
    Delete $Starting
  ${EndIf}
  ${If} $Everyone = 1
    CreateDirectory "$INSTDIR\watch"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$INSTDIR\watch" /grant *S-1-5-32-545:(OI)(CI)M'
    Pop $0
    StrCpy $Starting "$INSTDIR\watch\starting"
  ${EndIf}
  StrCpy $0 "$INSTDIR\previous"
  Call ReadLine
  StrCpy $2 $0
  Call IsThere
  ClearErrors
  Delete "$INSTDIR\fallen"
  ${If} $IsWhole = 1
  ${AndIf} $Installed != "${VERSION}"
    ${If} $1 = 0
    ${OrIf} $0 = 0
      ${PutLine} "$INSTDIR\previous" "$Installed"
    ${EndIf}
  ${ElseIf} $1 = 0
  ${OrIf} $0 = 0
  ${OrIf} $2 == "${VERSION}"
    Return
  ${EndIf}
  FileOpen $1 $Starting w
  FileClose $1
FunctionEnd

; Remembers a folder that main.py would not take by itself. For everybody it is made here, so that every account may write.
Function KeepData
  Push $0
  Push $1
  StrCpy $1 $Data
  Push $Everyone
  StrCpy $Everyone 0
  Call DefaultData
  Pop $Everyone
  ${If} $Data == $1
    Delete "$INSTDIR\data-folder"
  ${Else}
    FileOpen $0 "$INSTDIR\data-folder" w
    FileWriteUTF16LE /BOM $0 "$1$\r$\n"
    FileClose $0
  ${EndIf}
  StrCpy $Data $1
  ${If} $Everyone = 1
    CreateDirectory "$Data"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$Data" /grant *S-1-5-32-545:(OI)(CI)M'
    Pop $0
  ${EndIf}
  Call DefaultProgram ; the folders of shortcuts are those of this installation again
  WriteRegStr SHCTX "${KEPT}" "DataFolder" "$Data"
  Pop $1
  Pop $0
FunctionEnd

Function MakeEntries
  SetDetailsPrint none
  SetOutPath "$INSTDIR" ; shortcuts start here
  CreateShortcut "$SMPROGRAMS\医安.lnk" "$INSTDIR\医安.exe"
  CreateShortcut "$DESKTOP\医安.lnk" "$INSTDIR\医安.exe"
  SetOutPath "$TEMP"
  WriteRegStr SHCTX "${KEY}" "DisplayName" "医安"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\医安.exe"
  WriteRegStr SHCTX "${KEY}" "Publisher" "医安"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  IntOp $0 ${STAGE_MB} * 1024
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
FunctionEnd

; All but the version in force and the one before.
Function RemoveOldVersions
  SetDetailsPrint none
  RMDir /r "$INSTDIR\leaving" ; of a removal that was cut
  StrCpy $0 "$INSTDIR\previous"
  Call ReadLine
  StrCpy $R0 $0
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != "${VERSION}"
    ${AndIf} $1 != $R0
      RMDir /r "$INSTDIR\versions\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

; By Explorer, so that a program which an administrator installed does not run as one.
Function openProgram
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\医安.exe"'
FunctionEnd
