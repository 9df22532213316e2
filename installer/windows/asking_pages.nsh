; The pages of the set-up program that ask: for whom, and where.

Var Dialog
Var ForMe
Var ForAll
Var ProgramField
Var DataField
Var Room

Function beforeWelcome
  StrCpy $Sentence "${S_WELCOME}"
  ${If} $Installed == "${VERSION}"
    StrCpy $Sentence "${S_WELCOME_AGAIN}"
  ${ElseIf} $Installed != ""
    StrCpy $Sentence "${S_WELCOME_UPGRADE}"
  ${EndIf}
FunctionEnd

Function skipIfChosen
  ${If} $Chosen = 1
    Abort
  ${EndIf}
FunctionEnd

!macro Line y height text
  ${NSD_CreateLabel} 0 ${y}u 100% ${height}u "${text}"
  Pop $0
!macroend
!define Line "!insertmacro Line"

Function askWho
  ${If} $Chosen = 1
  ${OrIf} $Everyone = 1 ; started anew by an administrator
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "${S_WHO}" "${S_WHO_WHY}"
  nsDialogs::Create 1018
  Pop $Dialog
  ${NSD_CreateRadioButton} 0 10u 100% 12u "${S_WHO_ME}"
  Pop $ForMe
  ${NSD_CreateLabel} 12u 24u 95% 20u "${S_WHO_ME_WHY}"
  Pop $0
  ${NSD_CreateRadioButton} 0 54u 100% 12u "${S_WHO_ALL}"
  Pop $ForAll
  ${NSD_CreateLabel} 12u 68u 95% 20u "${S_WHO_ALL_WHY}"
  Pop $0
  ${NSD_Check} $ForMe
  ${NSD_SetFocus} $ForMe
  nsDialogs::Show
FunctionEnd

; For everybody: Windows asks for an administrator, who goes on in a set-up of their own.
Function takeWho
  ${NSD_GetState} $ForAll $0
  ${If} $0 = ${BST_CHECKED}
    Call IsAdmin
    ${If} $0 = 1
      StrCpy $Everyone 1
      StrCpy $INSTDIR ""
      Call DefaultProgram
      Call FindData
    ${Else}
      System::Call 'kernel32::CloseHandle(p $Mutex)'
      ClearErrors
      ExecShell "runas" "$EXEPATH" "/ALLUSERS"
      ${If} ${Errors}
        MessageBox MB_OK|MB_ICONEXCLAMATION "${S_NEEDS_ADMIN}"
        Call RequireAlone
        Abort
      ${EndIf}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function askPlaces
  ${If} $Chosen = 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "${S_PLACES}" "${S_PLACES_WHY}"
  nsDialogs::Create 1018
  Pop $Dialog
  ${NSD_CreateLabel} 0 2u 100% 10u "${S_PLACES_DATA}"
  Pop $0
  ${NSD_CreateText} 0 13u 82% 13u "$Data"
  Pop $DataField
  ${NSD_CreateButton} 84% 12u 16% 15u "${S_PLACES_BROWSE}"
  Pop $0
  ${NSD_OnClick} $0 browseData
  ${NSD_CreateLabel} 0 30u 100% 28u "${S_PLACES_NOT}"
  Pop $0
  ${NSD_CreateLabel} 0 68u 100% 10u "${S_PLACES_PROGRAM}"
  Pop $0
  ${NSD_CreateText} 0 79u 82% 13u "$INSTDIR"
  Pop $ProgramField
  ${NSD_CreateButton} 84% 78u 16% 15u "${S_PLACES_BROWSE}"
  Pop $0
  ${NSD_OnClick} $0 browseProgram
  ${NSD_CreateLabel} 0 96u 100% 10u ""
  Pop $Room
  Call sayRoom
  ${NSD_SetFocus} $DataField
  nsDialogs::Show
FunctionEnd

Function sayRoom
  StrCpy $0 $INSTDIR
  Call FreeMB
  ${NSD_SetText} $Room "${S_PLACES_ROOM}"
FunctionEnd

Function browseData
  nsDialogs::SelectFolderDialog "${S_PLACES_DATA_ASK}" "$Data"
  Pop $0
  ${If} $0 != "error"
    StrCpy $Data $0
    Call GiveDataItsOwnFolder
    ${NSD_SetText} $DataField $Data
  ${EndIf}
FunctionEnd

Function browseProgram
  nsDialogs::SelectFolderDialog "${S_PLACES_PROGRAM_ASK}" "$INSTDIR"
  Pop $0
  ${If} $0 != "error"
    StrCpy $INSTDIR "$0\YiAn"
    ${NSD_SetText} $ProgramField $INSTDIR
    Call sayRoom
  ${EndIf}
FunctionEnd

Function takePlaces
  ${NSD_GetText} $DataField $Data
  ${NSD_GetText} $ProgramField $INSTDIR
  Call CheckProgram
  ${If} $Sentence == ""
    Call GiveDataItsOwnFolder
    Call CheckData
  ${EndIf}
  ${If} $Sentence == ""
    Call CheckRoom
  ${EndIf}
  ${If} $Sentence != ""
    ${NSD_SetText} $DataField $Data
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Sentence"
    Abort
  ${EndIf}
FunctionEnd
