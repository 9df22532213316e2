; Where records may lie, and whether there is room.

Var Place ; the folder that is looked at

!macro RefuseNamed name
  System::Call 'shlwapi::StrStrIW(w "$Data", w "${name}") p .r1'
  ${If} $1 P<> 0
    StrCpy $0 "${name}"
    StrCpy $Sentence "${S_PLACE_SYNCED}"
    Goto checked
  ${EndIf}
!macroend

; $Sentence: why records would not be safe in $Data, "" if nothing stands against it.
Function CheckData
  Push $0
  Push $1
  Push $2
  StrCpy $Place $Data
  StrCpy $Code ${PLACE_REFUSED}
  StrCpy $Sentence ""
  StrCpy $0 $Data 2
  ${If} $0 == "\\"
    StrCpy $Sentence "${S_PLACE_NETWORK}"
    Goto checked
  ${EndIf}
  StrCpy $0 $Data 2 1
  ${If} $0 != ":\"
    StrCpy $Sentence "${S_NO_PLACE}"
    Goto checked
  ${EndIf}
  StrCpy $0 $Data 3
  System::Call 'kernel32::GetDriveTypeW(w r0) i .r1'
  ${If} $1 = 4
    StrCpy $Sentence "${S_PLACE_NETWORK}"
  ${ElseIf} $1 = 2
  ${OrIf} $1 = 5
    StrCpy $Sentence "${S_PLACE_STICK}"
  ${ElseIf} $1 != 3
    StrCpy $Sentence "${S_NO_PLACE}"
  ${EndIf}
  ${If} $Sentence != ""
    Goto checked
  ${EndIf}
  !insertmacro EACH_SYNCED_NAME RefuseNamed
  Call FindSyncRoot
  ${If} $0 != ""
    StrCpy $Sentence "${S_PLACE_SYNCED}"
    Goto checked
  ${EndIf}
  StrCpy $0 "$Data\"
  StrLen $1 "$INSTDIR\"
  StrCpy $0 $0 $1
  ${If} $0 == "$INSTDIR\"
    StrCpy $Sentence "${S_PLACE_INSIDE}"
  ${EndIf}
checked:
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; $0: the folder above $Data that a program has told Windows it synchronises, "" if none.
Function FindSyncRoot
  !define ROOTS "SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\SyncRootManager"
  Push $1
  Push $2
  Push $3
  Push $4
  StrCpy $0 ""
  StrCpy $1 0
  ${Do}
    EnumRegKey $2 HKLM "${ROOTS}" $1
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $1 $1 + 1
    StrCpy $3 0
    ${Do}
      EnumRegValue $4 HKLM "${ROOTS}\$2\UserSyncRoots" $3
      ${If} $4 == ""
        ${ExitDo}
      ${EndIf}
      IntOp $3 $3 + 1
      ReadRegStr $4 HKLM "${ROOTS}\$2\UserSyncRoots" $4
      Push $5
      StrLen $5 "$4\"
      StrCpy $5 "$Data\" $5
      ${If} $4 != ""
      ${AndIf} $5 == "$4\"
        StrCpy $0 $4
      ${EndIf}
      Pop $5
    ${Loop}
  ${LoopUntil} $0 != ""
  Pop $4
  Pop $3
  Pop $2
  Pop $1
FunctionEnd

; $Sentence: why the program cannot go into $INSTDIR. Its folder holds nothing else, so it may be new, empty or ours.
Function CheckProgram
  Push $0
  Push $1
  StrCpy $Sentence ""
  StrCpy $Code ${PLACE_REFUSED}
  StrCpy $Place $INSTDIR
  StrCpy $0 $INSTDIR 2 1
  StrLen $1 $INSTDIR
  ${If} $0 != ":\"
  ${OrIf} $1 < 4
    StrCpy $Sentence "${S_NO_PLACE}"
  ${ElseIf} $1 > ${LONGEST_ROOT}
    StrCpy $Sentence "${S_PLACE_LONG}"
  ${EndIf}
  Pop $1
  Pop $0
FunctionEnd

; A drive or a folder that holds other things is given a folder of its own inside.
Function GiveDataItsOwnFolder
  Push $0
  Push $1
  ${If} ${FileExists} "$Data\yian.db"
    Goto own
  ${EndIf}
  StrLen $0 $Data
  ${If} $0 < 4
    StrCpy $Data $Data 2
    StrCpy $Data "$Data\YiAn"
    Goto own
  ${EndIf}
  FindFirst $0 $1 "$Data\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      StrCpy $Data "$Data\YiAn"
      ${ExitDo}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
own:
  Pop $1
  Pop $0
FunctionEnd

; $0: folder, which need not be there yet -> $0: MB that are free where it would be.
Function FreeMB
  Push $1
  ${DoUntil} ${FileExists} "$0\*.*"
    StrCpy $1 $0
    ${GetParent} $0 $0
    ${If} $0 == ""
    ${OrIf} $0 == $1
      StrCpy $0 $1 3
      ${ExitDo}
    ${EndIf}
  ${Loop}
  System::Call 'kernel32::GetDiskFreeSpaceExW(w r0, *l .r1, *l, *l)'
  System::Int64Op $1 / 1048576
  Pop $0
  Pop $1
FunctionEnd

; $0: MB of the database, copied for the backup, for the proof and by its upgrade. $Data may hold none.
Function DataMB
  Push $1
  Push $2
  StrCpy $0 0
  ${If} ${FileExists} "$Data\yian.db"
    ${GetSize} "$Data" "/M=yian.db /S=0M /G=0" $0 $1 $2
    IntOp $0 $0 + 1
  ${EndIf}
  Pop $2
  Pop $1
FunctionEnd

; $Sentence: what is short, in figures, before anything is written; "" if nothing is.
Function CheckRoom
  !define SPARE_MB 50
  !define COPIES 4 ; as sync/updates/applying.py counts them
  Push $0
  Push $1
  Push $2
  Push $3
  StrCpy $Sentence ""
  StrCpy $Code ${NO_ROOM}
  Call DataMB
  IntOp $3 $0 * ${COPIES}
  IntOp $3 $3 + ${SPARE_MB}
  IntOp $1 ${STAGE_MB} + ${SPARE_MB}
  StrCpy $0 $INSTDIR 2
  StrCpy $2 $Data 2
  ${If} $0 == $2
    IntOp $1 $1 + $3
    StrCpy $3 0
  ${EndIf}
  StrCpy $Place $INSTDIR
  StrCpy $0 $INSTDIR
  Call FreeMB
  ${If} $0 < $1
    IntOp $2 $1 - $0
    StrCpy $Sentence "${S_NO_ROOM}"
  ${ElseIf} $3 > 0
    StrCpy $Place $Data
    StrCpy $1 $3
    StrCpy $0 $Data
    Call FreeMB
    ${If} $0 < $1
      IntOp $2 $1 - $0
      StrCpy $Sentence "${S_NO_ROOM}"
    ${EndIf}
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd
