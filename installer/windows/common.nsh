; What the set-up program and the removal share. `un` is "" or "un.": NSIS keeps the two apart.

!include LogicLib.nsh
!include FileFunc.nsh
!include nsDialogs.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\YiAn"
!define KEPT "Software\YiAn" ; outlives the removal: where the records are

; Exit codes of a silent run; what happened stands in %TEMP%\yian-setup.log.
!define NEEDS_ADMIN 10
!define PLACE_REFUSED 11
!define NO_ROOM 12
!define RUNNING 13
!define NO_BACKUP 14
!define DOWNGRADE 15
!define DATA_NEWER 16
!define OLD_WINDOWS 17
!define NOT_WRITTEN 18
!define OTHER_IS_MINE 19
!define DOES_NOT_START 20
!define TWICE 21
!define NOT_PROVED 22

Var Data      ; folder of the records
Var Everyone  ; 1: installed for all accounts of this computer
Var Code      ; exit code that goes with $Sentence
Var Sentence  ; why something is not done; "" if nothing stands against it
Var Status    ; exit status of a question to the program, "none" if it did not start
Var Told      ; its sentence
Var Left      ; its count
Var Mutex

!macro SharedFunctions un

; Takes the end of a line off what is on the stack.
Function ${un}Trim
  Exch $0
  Push $1
  ${Do}
    StrCpy $1 $0 1 -1
    ${If} $1 != "$\n"
    ${AndIf} $1 != "$\r"
      ${ExitDo}
    ${EndIf}
    StrCpy $0 $0 -1
  ${Loop}
  Pop $1
  Exch $0
FunctionEnd

; $0: file -> $0: its first line, "" if there is none
Function ${un}ReadLine
  Push $1
  ClearErrors
  FileOpen $1 $0 r
  StrCpy $0 ""
  ${IfNot} ${Errors}
    FileRead $1 $0
    FileClose $1
  ${EndIf}
  Push $0
  Call ${un}Trim
  Pop $0
  Pop $1
FunctionEnd

; Sets $Data: chosen at installation, else remembered by an installation that was taken off, else as main.py has it.
Function ${un}FindData
  Push $0
  StrCpy $Data ""
  ${If} ${FileExists} "$INSTDIR\data-folder"
    FileOpen $0 "$INSTDIR\data-folder" r
    FileReadUTF16LE $0 $Data
    FileClose $0
    Push $Data
    Call ${un}Trim
    Pop $Data
  ${EndIf}
  ${If} $Data == ""
    ReadRegStr $Data SHCTX "${KEPT}" "DataFolder"
  ${EndIf}
  ${If} $Data == ""
    Call ${un}DefaultData
  ${EndIf}
  Pop $0
FunctionEnd

Function ${un}DefaultData
  ${If} $Everyone = 1
    SetShellVarContext all ; $APPDATA is then %ProgramData%
    StrCpy $Data "$APPDATA\YiAn"
  ${Else}
    SetShellVarContext current
    StrCpy $Data "$LOCALAPPDATA\YiAn"
  ${EndIf}
FunctionEnd

; $0: 1 while a window or a verb writes in the data folder. It holds a lock on the first byte of this file.
Function ${un}IsRunning
  Push $1
  StrCpy $0 0
  System::Call 'kernel32::CreateFileW(w "$Data\yian.lock", i 0xC0000000, i 7, p 0, i 3, i 0, p 0) p .r1'
  ${If} $1 P<> -1
    System::Call 'kernel32::LockFile(p r1, i 0, i 0, i 1, i 0) i .r0'
    ${If} $0 = 0
      StrCpy $0 1
    ${Else}
      System::Call 'kernel32::UnlockFile(p r1, i 0, i 0, i 1, i 0)'
      StrCpy $0 0
    ${EndIf}
    System::Call 'kernel32::CloseHandle(p r1)'
  ${EndIf}
  Pop $1
FunctionEnd

; Asks the person to close the program until it is closed; $Sentence if they will not, or nobody is there.
Function ${un}RequireClosed
  StrCpy $Sentence ""
  Push $0
  ${Do}
    Call ${un}IsRunning
    ${If} $0 = 0
      ${ExitDo}
    ${EndIf}
    StrCpy $Sentence "${S_RUNNING}"
    StrCpy $Code ${RUNNING}
    ${If} ${Silent}
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$Sentence" IDRETRY +2
      ${ExitDo}
    StrCpy $Sentence ""
  ${Loop}
  Pop $0
FunctionEnd

; $0: version, $1: question and its arguments -> $Status, $Left, $Told. The program answers in a file, windowless.
Function ${un}Ask
  InitPluginsDir
  Push $2
  StrCpy $Left ""
  StrCpy $Told "${S_NO_ANSWER}"
  Delete "$PLUGINSDIR\answer.txt"
  ClearErrors
  ExecWait '"$INSTDIR\versions\$0\python\pythonw.exe" -B -m asking "$PLUGINSDIR\answer.txt" $1' $Status
  ${If} ${Errors}
    StrCpy $Status "none"
  ${EndIf}
  ${If} ${FileExists} "$PLUGINSDIR\answer.txt"
    FileOpen $2 "$PLUGINSDIR\answer.txt" r
    FileReadUTF16LE $2 $Left
    FileReadUTF16LE $2 $Told
    FileClose $2
    Push $Left
    Call ${un}Trim
    Pop $Left
    Push $Told
    Call ${un}Trim
    Pop $Told
  ${EndIf}
  Pop $2
FunctionEnd

; Ends the run with $Sentence: in a box, or in a file and an exit code when nobody is there.
Function ${un}Stop
  SetErrorLevel $Code
  ${If} ${Silent}
    Push $0
    FileOpen $0 "$TEMP\yian-setup.log" w
    FileWriteUTF16LE /BOM $0 "$Sentence$\r$\n"
    FileClose $0
    Pop $0
  ${Else}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Sentence"
  ${EndIf}
  Quit
FunctionEnd

; One set-up or removal at a time.
Function ${un}RequireAlone
  Push $0
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "YiAnSetup") p .s ?e'
  Pop $0
  Pop $Mutex
  ${If} $0 = 183
    StrCpy $Sentence "${S_TWICE}"
    StrCpy $Code ${TWICE}
    Call ${un}Stop
  ${EndIf}
  Pop $0
FunctionEnd

; Starts this program again with $0 as arguments, asking Windows for an administrator; $Sentence says it if there is none.
Function ${un}Elevate
  System::Call 'kernel32::CloseHandle(p $Mutex)'
  ClearErrors
  ExecShell "runas" "$EXEPATH" "$0"
  ${If} ${Errors}
    StrCpy $Code ${NEEDS_ADMIN}
    Call ${un}Stop
  ${EndIf}
  SetErrorLevel 0
  Quit
FunctionEnd

; $0: 1 if this run may write for all accounts.
Function ${un}IsAdmin
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

!macroend

; Puts a line in force by a rename, so that a cut leaves the line before or this one.
!macro PutLine file line
  Push $8
  Push $9
  FileOpen $8 "${file}.new" w
  FileWrite $8 "${line}$\n"
  System::Call 'kernel32::FlushFileBuffers(p r8)'
  FileClose $8
  StrCpy $9 0
  ${Do}
    System::Call 'kernel32::MoveFileExW(w "${file}.new", w "${file}", i 9) i .r8'
    IntOp $9 $9 + 1
    ${If} $8 <> 0
    ${OrIf} $9 > 40
      ${ExitDo}
    ${EndIf}
    Sleep 500
  ${Loop}
  ${If} $8 = 0
    SetErrors
  ${EndIf}
  Pop $9
  Pop $8
!macroend
!define PutLine "!insertmacro PutLine"
