#!/bin/sh
# Removes this folder's program and its entry in the menu. Records are never touched.  --yes: without asking

root=$(cd "$(dirname "$0")" && pwd -P) || exit 1
home=${YIAN_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/yian}
kept="记录、备份都留在 $home，不会删。"

say() {
  printf '医安：%s\n' "$1"
  if [ -n "${DISPLAY:-}" ] && command -v zenity >/dev/null 2>&1; then
    zenity --info --no-markup --title=医安 --width=420 --text="$1" 2>/dev/null
  fi
}

agrees() {
  question="要卸载 $root 里的医安吗？$kept"
  if [ -t 0 ]; then
    printf '医安：%s 输入“卸载”再按 Enter：' "$question"
    IFS= read -r answer
    [ "$answer" = 卸载 ]
  elif [ -n "${DISPLAY:-}" ] && command -v zenity >/dev/null 2>&1; then
    zenity --question --no-markup --title=医安 --ok-label=卸载 --cancel-label=不卸载 --text="$question" 2>/dev/null
  else
    return 1
  fi
}

is_running() {
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in "$root"/versions/*) return 0 ;; esac
  done
  return 1
}

if ! [ -f "$root/current" ] || ! [ -d "$root/versions" ]; then
  say "这里没有医安的程序，什么都没有动。$kept"
  exit 1
fi
if is_running; then
  say "医安正开着。请先关掉它的窗口，再卸载。什么都没有动。"
  exit 1
fi
if [ "${1:-}" != --yes ] && ! agrees; then
  say "没有卸载，什么都没有动。"
  exit 1
fi
[ ! -x "$root/yian" ] || "$root/yian" --remove-menu-entry
rm -rf "$root/versions"
for name in current previous starting fallen yian yian.png 说明.txt 加到菜单.sh 卸载.sh; do
  rm -f "$root/$name" "$root/$name.new"
done
rmdir "$root" 2>/dev/null # only if nothing of yours lies in it
say "已卸载。$kept"
