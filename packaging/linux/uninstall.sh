#!/bin/sh
# Removes the FieldApp that install.sh has installed for this person. The cases stay.
set -eu

app=$HOME/.local/opt/fieldapp
link=$HOME/.local/bin/fieldapp
share=${XDG_DATA_HOME:-$HOME/.local/share}

say() { # in Chinese, in English
    case ${FIELDAPP_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
        zh*) printf '%s\n' "$1" ;;
        *) printf '%s\n' "$2" ;;
    esac
}

if [ "$(readlink -- "$link" || true)" = "$app/fieldapp" ]; then rm -f "$link"; fi
rm -f "$share/applications/fieldapp.desktop"
if [ -e "$share/mime/packages/fieldapp.xml" ]; then
    rm -f "$share/mime/packages/fieldapp.xml"
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime" >/dev/null 2>&1 || true; fi
fi
if [ -d "$share/icons/hicolor" ]; then
    find "$share/icons/hicolor" -path '*/apps/fieldapp.*' -type f -exec rm -f {} +
fi
rm -rf "$app" "$app.new" "$app.old"

say "FieldApp 已卸载。您的案例没有删除，仍加密保存在 ${FIELDAPP_WORKSPACE:-$share/FieldApp/workspace}。重新安装后可以继续使用。" \
    "FieldApp is removed. Your cases were not touched: they are still there, encrypted, in ${FIELDAPP_WORKSPACE:-$share/FieldApp/workspace}. After installing again you can go on with them."
