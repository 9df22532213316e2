; Taking the program off: records stay unless a person names how many are nowhere else, and writes a second word.

Var KeepChoice
Var DeleteChoice
Var CountField
Var WordField
Var CountLabel
Var WordLabel
Var Deletes ; 1: the records go as well

Function un.onInit
  SetRegView 64
  Call un.RequireAlone
  ReadRegStr $R0 HKLM "${KEY}" "InstallLocation"
  ReadRegStr $R1 HKCU "${KEY}" "InstallLocation"
  ${If} $R0 != ""
  ${AndIf} $R1 == "" ; a set-up program never lets both be
    StrCpy $Everyone 1
    SetShellVarContext all
    Call un.IsAdmin
    ${If} $0 = 0
      StrCpy $Code ${NEEDS_ADMIN}
      StrCpy $Sentence "${S_UNINSTALL_ADMIN}"
      ${If} ${Silent}
        Call un.Stop
      ${EndIf}
      StrCpy $0 "_?=$INSTDIR"
      Call un.Elevate
    ${EndIf}
  ${Else}
    StrCpy $Everyone 0
    SetShellVarContext current
  ${EndIf}
  Call un.FindData
FunctionEnd

; $Status: 0 if $Left and $Told say what is nowhere else; anything else if nobody can tell.
Function un.CountWhatIsLeft
  StrCpy $0 "$INSTDIR\current"
  Call un.ReadLine
  StrCpy $1 'leave "$Data"'
  Call un.Ask
FunctionEnd

Function un.askLeave
  !insertmacro MUI_HEADER_TEXT "${S_LEAVE}" "${S_LEAVE_WHY}"
  Call un.RequireClosed
  ${If} $Sentence != ""
    Quit
  ${EndIf}
  nsDialogs::Create 1018
  Pop $0
  ${IfNot} ${FileExists} "$Data\yian.db"
    ${NSD_CreateLabel} 0 4u 100% 20u "${S_LEAVE_NO_DATA}"
    Pop $0
    StrCpy $DeleteChoice 0
    nsDialogs::Show
    Return
  ${EndIf}
  Call un.CountWhatIsLeft
  ${NSD_CreateRadioButton} 0 0 100% 12u "${S_LEAVE_KEEP}"
  Pop $KeepChoice
  ${NSD_CreateLabel} 12u 13u 95% 20u "${S_LEAVE_KEEP_WHY}"
  Pop $0
  ${NSD_CreateRadioButton} 0 36u 100% 12u "${S_LEAVE_DELETE}"
  Pop $DeleteChoice
  ${NSD_Check} $KeepChoice
  ${NSD_OnClick} $KeepChoice un.showFields
  ${NSD_OnClick} $DeleteChoice un.showFields
  ${If} $Status != 0
    StrCpy $0 $Told
    ${NSD_CreateLabel} 12u 49u 95% 40u "${S_LEAVE_UNKNOWN}"
    Pop $0
    EnableWindow $DeleteChoice 0
  ${Else}
    ${NSD_CreateLabel} 12u 49u 95% 20u "${S_LEAVE_DELETE_WHY}"
    Pop $0
    ${If} $Left = 0
      ${NSD_CreateLabel} 12u 70u 95% 20u "${S_LEAVE_NONE}"
    ${Else}
      ${NSD_CreateLabel} 12u 70u 95% 20u "${S_LEAVE_COUNT}"
    ${EndIf}
    Pop $0
  ${EndIf}
  ${NSD_CreateLabel} 12u 94u 60% 12u "${S_LEAVE_ASK_COUNT}"
  Pop $CountLabel
  ${NSD_CreateText} 70% 92u 20% 13u ""
  Pop $CountField
  ${NSD_CreateLabel} 12u 112u 60% 12u "${S_LEAVE_ASK_WORD}"
  Pop $WordLabel
  ${NSD_CreateText} 70% 110u 20% 13u ""
  Pop $WordField
  Call un.hideFields
  nsDialogs::Show
FunctionEnd

Function un.hideFields
  ShowWindow $CountLabel ${SW_HIDE}
  ShowWindow $CountField ${SW_HIDE}
  ShowWindow $WordLabel ${SW_HIDE}
  ShowWindow $WordField ${SW_HIDE}
FunctionEnd

Function un.showFields
  Pop $0
  Call un.hideFields
  ${NSD_GetState} $DeleteChoice $0
  ${If} $0 = ${BST_CHECKED}
    ${If} $Left > 0
      ShowWindow $CountLabel ${SW_SHOW}
      ShowWindow $CountField ${SW_SHOW}
    ${EndIf}
    ShowWindow $WordLabel ${SW_SHOW}
    ShowWindow $WordField ${SW_SHOW}
  ${EndIf}
FunctionEnd

Function un.takeLeave
  StrCpy $Deletes 0
  ${If} $DeleteChoice == 0
    Return
  ${EndIf}
  ${NSD_GetState} $DeleteChoice $0
  ${If} $0 = ${BST_CHECKED}
    ${NSD_GetText} $CountField $1
    ${NSD_GetText} $WordField $2
    ${If} $Left = 0
      StrCpy $1 0
    ${EndIf}
    ${If} $1 == $Left
    ${AndIf} $2 == "${LEAVE_WORD}"
      StrCpy $Deletes 1
    ${Else}
      MessageBox MB_OK|MB_ICONEXCLAMATION "${S_LEAVE_WRONG}"
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "un.医安"
  Call un.RequireClosed
  ${If} $Sentence != ""
    Call un.Stop
  ${EndIf}
  DetailPrint "${S_STEP_REMOVE}"
  ${If} $Deletes = 1
    StrCpy $R1 $Left
    Call un.CountWhatIsLeft
    ${If} $Status != 0
    ${OrIf} $Left != $R1
      StrCpy $Sentence "${S_LEAVE_CHANGED}"
      StrCpy $Code ${RUNNING}
      Call un.Stop
    ${EndIf}
  ${EndIf}
  SetDetailsPrint none
  SetOutPath "$TEMP"
  ; All of it at once or nothing: a file that is open keeps the folder's name.
  ClearErrors
  Rename "$INSTDIR\versions" "$INSTDIR\leaving"
  ${If} ${Errors}
  ${AndIf} ${FileExists} "$INSTDIR\versions\*.*"
    StrCpy $Sentence "${S_IN_USE}"
    StrCpy $Code ${RUNNING}
    Call un.Stop
  ${EndIf}
  RMDir /r "$INSTDIR\leaving"
  Delete "$INSTDIR\医安.exe"
  Delete "$INSTDIR\launcher.new"
  Delete "$INSTDIR\current"
  Delete "$INSTDIR\current.new"
  Delete "$INSTDIR\previous"
  Delete "$INSTDIR\previous.new"
  Delete "$INSTDIR\starting"
  RMDir /r "$INSTDIR\watch"
  Delete "$INSTDIR\fallen"
  Delete "$INSTDIR\data-folder"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\医安.lnk"
  Delete "$DESKTOP\医安.lnk"
  DeleteRegKey SHCTX "${KEY}"
  StrCpy $Sentence "${S_LEFT_KEPT}"
  ${If} $Deletes = 1
  ${AndIf} ${FileExists} "$Data\yian.db"
    RMDir /r "$Data"
    DeleteRegKey SHCTX "${KEPT}"
    StrCpy $Sentence "${S_LEFT_DELETED}"
  ${EndIf}
SectionEnd
