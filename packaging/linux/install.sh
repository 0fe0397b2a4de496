#!/bin/sh
# Installs FieldApp for the person who starts this: no root, no network, no questions.
#
#   ~/.local/opt/fieldapp   the program
#   ~/.local/bin/fieldapp   the command
#   ~/.local/share/...      its entry and icon in the menu, and what opens bundles and contacts
#
# Ends with 0 when the program is installed and its window works on this machine.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
app=$HOME/.local/opt/fieldapp
link=$HOME/.local/bin/fieldapp
share=${XDG_DATA_HOME:-$HOME/.local/share}

say() { # in Chinese, in English
    case ${FIELDAPP_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
        zh*) printf '%s\n' "$1" ;;
        *) printf '%s\n' "$2" ;;
    esac
}

if ! "$here/fieldapp" --version >/dev/null 2>&1; then
    "$here/fieldapp" --version || true
    say "FieldApp 在这台电脑上无法启动，原因见上一行。它需要 64 位 x86 处理器，以及不低于打包时版本的 Linux 系统（见 README.txt）。没有做任何改动。" \
        "FieldApp does not start on this machine; the line above says why. It needs a 64-bit x86 processor and a Linux no older than named in README.txt. Nothing was changed." >&2
    exit 1
fi

if [ -e "$link" ] && [ "$(readlink -- "$link" || true)" != "$app/fieldapp" ]; then
    say "$link 已存在，而且不是本程序安装的。请先移走它再安装。没有做任何改动。" \
        "$link exists already and is not ours. Move it away, then install. Nothing was changed." >&2
    exit 1
fi

# The new program is whole before the old one goes.
rm -rf "$app.new" "$app.old"
trap 'rm -rf "$app.new"' EXIT
mkdir -p "$app.new" "$(dirname -- "$link")" "$share/applications" "$share/mime/packages"
if ! cp -R "$here/." "$app.new"; then
    say "复制失败，原因见上一行（也许磁盘已满）。原有的程序没有改动。" \
        "Copying failed; the line above says why (the disk may be full). What was installed before is unchanged." >&2
    exit 1
fi
if [ -e "$app" ]; then mv "$app" "$app.old"; fi
mv "$app.new" "$app"
rm -rf "$app.old"

ln -sf "$app/fieldapp" "$link"
sed "s|^Exec=.*|Exec=\"$app/fieldapp\" %F|" "$app/share/applications/fieldapp.desktop" \
    >"$share/applications/fieldapp.desktop"
(cd "$app/share" && find icons -type f) | while read -r icon; do
    mkdir -p "$share/$(dirname -- "$icon")"
    cp "$app/share/$icon" "$share/$icon"
done
cp "$app/share/mime/packages/fieldapp.xml" "$share/mime/packages/fieldapp.xml"
if command -v update-mime-database >/dev/null; then
    update-mime-database "$share/mime" >/dev/null 2>&1 || true
fi
if command -v update-desktop-database >/dev/null; then
    update-desktop-database -q "$share/applications" || true
fi
if command -v gtk-update-icon-cache >/dev/null && [ -f "$share/icons/hicolor/index.theme" ]; then
    gtk-update-icon-cache -q "$share/icons/hicolor" || true
fi

say "已安装到 $app。命令：$link。卸载：$app/uninstall.sh" \
    "Installed in $app. Command: $link. To remove it: $app/uninstall.sh"

# Does the window work here? Tried with a workspace of its own, which is thrown away.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
    QT_QPA_PLATFORM=offscreen
    export QT_QPA_PLATFORM
fi
if ! (unset FIELDAPP_PASSCODE && FIELDAPP_CONFIG=$trial "$app/fieldapp" --workspace "$trial/workspace" --try); then
    say "命令可以使用，但窗口在这台电脑上打不开，原因见上。" \
        "The commands work, but the window does not open on this machine; see above." >&2
    exit 1
fi
