# SPDX-License-Identifier: GPL-3.0-or-later
# reasons.tsv, options.def, then commands.def → the completion file of a shell (shell=bash, zsh or fish).
BEGIN { FS = "\t" }
/^#/ || /^$/ || /^@/ { next }
FILENAME ~ /reasons\.tsv$/ { if ($1 != "id") reasons = reasons (reasons == "" ? "" : " ") $1; next }
FILENAME ~ /options\.def$/ { letter[$1] = $2; type[$1] = $3; metavar[$1] = $5; words[$1] = $6; about[$1] = $7; next }
{ name[++n] = $1; takes[n] = $6; options[n] = $7 " help"; summary[n] = $8; names = names " " $1 }

# What stands for the value of OPTION, which command I lists as PART: "flag", "file", "folder", "any", or the words themselves.
function value_of(part,    option, own) {
  option = part
  sub(/=.*/, "", option)
  if (type[option] == "flag") return "flag"
  if (type[option] == "file") return metavar[option] == "FOLDER" ? "folder" : "file"
  own = words[option]
  if (part ~ /=/) { own = part; sub(/^[^=]*=/, "", own); gsub(/,/, " ", own) }
  return own == "@reasons" ? reasons : own == "" ? "any" : own
}
function bare(part) { sub(/=.*/, "", part); return part }

function made_for(name) { print "# " name " completion for nixie; made from commands.def and options.def\n" }

function bash_values(    i, j, count, part, value, o) {
  for (i = 1; i <= n; i++) {
    count = split(options[i], part, " ")
    for (j = 1; j <= count; j++) {
      o = bare(part[j]); value = value_of(part[j])
      if (value == "flag") continue
      print "    " name[i] ":--" o (letter[o] == "" ? "" : " | " name[i] ":-" letter[o]) ") _nixie_" \
            (value ~ /^(any|file|folder)$/ ? value : "words \"" value "\"") " ;;"
    }
  }
}
function bash_options(    i, j, count, part, line) {
  for (i = 1; i <= n; i++) {
    count = split(options[i], part, " "); line = ""
    for (j = 1; j <= count; j++) line = line " --" bare(part[j]) (type[bare(part[j])] == "flag" ? "" : "=")
    print "    " name[i] ") _nixie_words \"" substr(line, 2) "\" ;;"
  }
}
function bash_arguments(    i, paths) {
  for (i = 1; i <= n; i++) if (takes[i] ~ /PATH/) paths = paths (paths == "" ? "" : " | ") name[i]
  if (paths != "") print "    " paths ") _nixie_file ;;"
}
function bash() {
  made_for("bash")
  print "_nixie_words () {\n  local IFS=$' \\n'\n  COMPREPLY=($(compgen -W \"$1\" -- \"$cur\"))"
  print "  [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null\n}"
  print "_nixie_any () { COMPREPLY=(); }"
  print "_nixie_file () {\n  local IFS=$'\\n'\n  compopt -o filenames 2>/dev/null\n  COMPREPLY=($(compgen -f -- \"$cur\"))\n}"
  print "_nixie_folder () {\n  local IFS=$'\\n'\n  compopt -o filenames 2>/dev/null\n  COMPREPLY=($(compgen -d -- \"$cur\"))\n}\n"
  print "# The value of option $2 of command $1; fails where that is no option with a value."
  print "_nixie_value () {\n  case $1:$2 in"
  bash_values()
  print "    *) return 1 ;;\n  esac\n}\n\n_nixie_option () {\n  case $1 in"
  bash_options()
  print "  esac\n}\n\n_nixie_argument () {\n  case $1 in"
  bash_arguments()
  print "    help) _nixie_words \"" substr(names, 2) "\" ;;\n  esac\n}\n"
  print "# bash takes --format=json for three words: --format, = and json."
  print "_nixie () {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}"
  print "  COMPREPLY=()"
  print "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    _nixie_words \"help" names " --help --version\"\n    return\n  fi"
  print "  if [ \"$cur\" = = ]; then\n    cur=''\n  elif [ \"$prev\" = = ]; then\n    prev=${COMP_WORDS[COMP_CWORD - 2]}\n  fi"
  print "  _nixie_value \"$command\" \"$prev\" && return"
  print "  case $cur in\n    -*) _nixie_option \"$command\" ;;\n    *) _nixie_argument \"$command\" ;;\n  esac\n}\n"
  print "complete -F _nixie nixie"
}

function quoted(s) { gsub(/'/, "'\\''", s); return "'" s "'" }

function zsh_text(s) { gsub(/[][]/, "\\\\&", s); gsub(/:/, "\\:", s); return s }
function zsh_spec(part,    o, value, action, spec) {
  o = bare(part); value = value_of(part)
  if (value == "flag") spec = "[" zsh_text(about[o]) "]"
  else {
    action = value == "file" ? "_files" : value == "folder" ? "_files -/" : value == "any" ? " " : "(" value ")"
    spec = "[" zsh_text(about[o]) "]:" metavar[o] ":" action
  }
  if (letter[o] == "") return quoted("--" o (value == "flag" ? "" : "=") spec)
  return "{-" letter[o] (value == "flag" ? "" : "+") ",--" o (value == "flag" ? "" : "=") "}" quoted(spec)
}
function zsh(    i, j, count, part, line) {
  print "#compdef nixie"
  made_for("zsh")
  print "_nixie () {\n  local -a commands\n  commands=("
  for (i = 1; i <= n; i++) print "    " quoted(name[i] ":" summary[i])
  print "    'help:say how a command is used'\n  )"
  print "  if (( CURRENT == 2 )); then\n    _describe -t commands command commands\n    return\n  fi"
  print "  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n    help) _describe -t commands command commands ;;"
  for (i = 1; i <= n; i++) {
    count = split(options[i], part, " "); line = ""
    for (j = 1; j <= count; j++) line = line " \\\n        " zsh_spec(part[j])
    if (takes[i] != "") line = line " \\\n        " quoted("*:" takes[i] ":" (takes[i] ~ /PATH/ ? "_files" : " "))
    print "    " name[i] ") _arguments -s :" line " ;;"
  }
  print "  esac\n}\n\n_nixie \"$@\""
}

function fish_option(command, part,    o, value, line) {
  o = bare(part); value = value_of(part)
  line = "complete -c nixie -n '__fish_seen_subcommand_from " command "' -l " o (letter[o] == "" ? "" : " -s " letter[o])
  if (value == "file") line = line " -r -F"
  else if (value == "folder") line = line " -x -a '(__fish_complete_directories)'"
  else if (value == "any") line = line " -x"
  else if (value != "flag") line = line " -x -a " quoted(value)
  print line " -d " quoted(about[o])
}
function fish(    i, j, count, part) {
  made_for("fish")
  print "complete -c nixie -f"
  print "complete -c nixie -n __fish_use_subcommand -l version -d 'say which version this is'"
  print "complete -c nixie -n __fish_use_subcommand -a help -d 'say how a command is used'"
  print "complete -c nixie -n '__fish_seen_subcommand_from help' -a " quoted(substr(names, 2))
  for (i = 1; i <= n; i++) {
    print "complete -c nixie -n __fish_use_subcommand -a " name[i] " -d " quoted(summary[i])
    if (takes[i] ~ /PATH/) print "complete -c nixie -n '__fish_seen_subcommand_from " name[i] "' -F"
    count = split(options[i], part, " ")
    for (j = 1; j <= count; j++) fish_option(name[i], part[j])
  }
}

END { if (shell == "bash") bash(); else if (shell == "zsh") zsh(); else fish() }
