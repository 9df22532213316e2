@echo off
rem The one entrance on Windows: installs what is missing, once, and starts what was asked for.
setlocal EnableExtensions
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHON=.venv\Scripts\python.exe"
set "VERB=%~1"
if "%VERB%"=="" set "VERB=window"

set "NEEDS=requirements.txt"
for %%V in (test check bench screens paper campaign) do if /i "%VERB%"=="%%V" set "NEEDS=requirements-dev.txt"
for %%V in (window demo server test check bench screens paper campaign) do if /i "%VERB%"=="%%V" goto known
if /i "%VERB%"=="package" (
  echo [医安] 还没有安装包：目前从源码运行。There are no installers yet: run from source.
  exit /b 1
)
call :usage
if /i "%VERB%"=="help" exit /b 0
exit /b 2

:known
call :install
if errorlevel 1 exit /b 1

set "REST="
:gather
shift
if "%~1"=="" goto start
set REST=%REST% %1
goto gather

:start
if /i "%VERB%"=="window"   "%PYTHON%" main.py
if /i "%VERB%"=="demo"     "%PYTHON%" -m tools.demo%REST%
if /i "%VERB%"=="server"   "%PYTHON%" -m server run%REST%
if /i "%VERB%"=="bench"    "%PYTHON%" -m benchmarks%REST%
if /i "%VERB%"=="screens"  "%PYTHON%" -m tools.screens%REST%
if /i "%VERB%"=="paper"    "%PYTHON%" -m tools.paper --keep%REST%
if /i "%VERB%"=="campaign" "%PYTHON%" -m tools.campaign%REST%
if /i "%VERB%"=="test"     "%PYTHON%" -m pytest%REST%
if /i "%VERB%"=="check"    goto check
exit /b %ERRORLEVEL%

:check
set "FAILED="
"%PYTHON%" -m ruff check . || set "FAILED=1"
"%PYTHON%" -m ruff format --check . || set "FAILED=1"
"%PYTHON%" -m mypy forms models sync server cli ui main.py || set "FAILED=1"
"%PYTHON%" -c "from importlinter.cli import lint_imports_command; lint_imports_command()" || set "FAILED=1"
"%PYTHON%" -m pytest -q tests/unit tests/architecture || set "FAILED=1"
if defined FAILED exit /b 1
exit /b 0

:install
for /f "skip=1 delims=" %%H in ('certutil -hashfile "%NEEDS%" SHA256') do (
  set "WANTED=%%H"
  goto hashed
)
:hashed
set "WANTED=%WANTED: =%"
set "FOUND="
if exist ".venv\%NEEDS%.stamp" set /p FOUND=<".venv\%NEEDS%.stamp"
if exist "%PYTHON%" if "%FOUND%"=="%WANTED%" exit /b 0
if exist "%PYTHON%" goto packages

set "BASE="
for %%C in ("py -3.13" "py -3.12" "py -3.11" "py -3.14" "python") do if not defined BASE call :probe %%~C
if not defined BASE (
  echo [医安] 需要 Python 3.11 至 3.14，这台电脑上没有。装好后再运行一次。
  echo [医安] Python 3.11 to 3.14 is needed and was not found. Install one and run again.
  exit /b 1
)
echo [医安] 建立运行环境 .venv · making the environment .venv
%BASE% -m venv .venv
if errorlevel 1 (
  echo [医安] 运行环境没有建成（上面是原因）。The environment could not be made, the reason is above.
  exit /b 1
)

:packages
echo [医安] 安装 %NEEDS% 里的组件，第一次约一分钟 · installing %NEEDS%, about a minute the first time
"%PYTHON%" -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r "%NEEDS%"
if errorlevel 1 (
  echo [医安] 组件没有装上（上面是 pip 的原话）。请检查网络后再运行一次。
  echo [医安] pip could not install %NEEDS%, its own words are above. Check the network and run again.
  exit /b 1
)
>".venv\%NEEDS%.stamp" echo %WANTED%
exit /b 0

:probe
%* -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" >nul 2>&1
if errorlevel 1 exit /b 0
set "BASE=%*"
exit /b 0

:usage
echo run                    the window
echo run demo [DIR]         a day of a demo hospital, without a window
echo run test [ARGS]        every test
echo run check              lint, types, import rules, fast tests
echo run bench [NAME]       benchmarks, each against its floor
echo run screens            the pictures under docs/screens
echo run paper [FORM]       the pictures of every form under docs/paper
echo run server [ARGS]      the county server
echo run campaign KIND      the long fault campaign
echo run package KIND       installers
exit /b 0
