/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands share: the table of commands, parsed options, settings and the store's place, messages. A command is a function
 * in cmd-<name>.c; commands.def and options.def say the rest. Each program compiles the table with its own functions.
 */
#ifndef NIXIE_CLI_CLI_H
#define NIXIE_CLI_CLI_H

#include "base/error.h"
#include "recipient/signed.h"
#include "store/store.h"

#include "cli/options.h" /* generated: NixieOptions, one member for each row of options.def */

typedef struct {
  const NixieOptions *options;
  const char *const *arguments; /* NULL-terminated, without options */
  guint n_arguments;
} NixieCall;

/* A command: returns the exit code (DESIGN: answers are exit codes, data is stdout, talk is stderr), or sets ERROR and returns
 * anything: main then says it and exits with nixie_error_exit_code. */
typedef int (*NixieCommand) (const NixieCall *call, GError **error);

/* Settings of --config, else of $NIXIE_CONFIG, else of the first of the default places that exists, else the defaults. Errors:
 * NIXIE_ERROR_CONFIG, NO_INPUT (a file that was named). */
gboolean nixie_cli_settings (const NixieCall *call, NixieSettings **settings, GError **error);

/* The user's own rules, nixie-rules(5): of --rules, else of SETTINGS, else of the first default place that has some. They are in force
 * from then on; to be called before workers are started. Errors: NIXIE_ERROR_CONFIG, NO_INPUT (a file that was named). */
gboolean nixie_cli_rules (const NixieCall *call, const NixieSettings *settings, GError **error);

/* The same as a question: says every mistake on stderr, and in OUT how many rules the file has. FALSE with a mistake, and with ERROR set
 * only where the file cannot be read. */
gboolean nixie_cli_check_rules (const NixieCall *call, const NixieSettings *settings, GString *out, GError **error);

/* The keys of [verp] key-file; *KEYS stays NULL where that is not set. Errors: NIXIE_ERROR_CONFIG, NO_INPUT, and PERMISSION where
 * others may read or change the file. */
gboolean nixie_cli_keys (const NixieSettings *settings, NixieKeys **keys, GError **error);

/* The key for HMAC in the file at PATH: its octets but for line ends behind them, 16 at least. Errors: as above. */
gboolean nixie_cli_hash_key (const char *path, GBytes **key, GError **error);

/* The list's folder: --db, else $NIXIE_DB, else the settings', else /var/lib/nixie for root, $XDG_DATA_HOME/nixie for a user. The
 * caller owns it. */
char *nixie_cli_folder (const NixieCall *call, const NixieSettings *settings);

/* Opens the list for CALL. SETTINGS is borrowed for the store's life. To a reader of a list not yet made it says so on stderr. */
gboolean nixie_cli_open (const NixieCall *call, NixieStoreMode mode, const NixieSettings *settings, NixieStore **store,
                         GError **error);

/* The same for a reader whose answer is looked at by people: says on stderr where the settings ask for a rebuild. */
gboolean nixie_cli_open_to_show (const NixieCall *call, const NixieSettings *settings, NixieStore **store, GError **error);

/* Who is at the keyboard: under sudo not root. Borrowed, for the process's life. */
const char *nixie_cli_operator (void);

/* TEXT, the value of OPTION ("since"), as a time; NULL: none. A day alone is its first µs, its last where IS_END. Errors: USAGE. */
gboolean nixie_cli_time (const char *option, const char *text, gboolean is_end, gint64 *time_us, GError **error);

/* Says on stderr which holds the brake has made since SINCE_US, the time that its write was given. */
void nixie_cli_say_holds (NixieStore *store, gint64 since_us);

/* "nixie: …" on stderr, one line, a stranger's bytes escaped. */
void nixie_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

int nixie_cmd_acts (const NixieCall *call, GError **error);
int nixie_cmd_add (const NixieCall *call, GError **error);
int nixie_cmd_allow (const NixieCall *call, GError **error);
int nixie_cmd_backup (const NixieCall *call, GError **error);
int nixie_cmd_check (const NixieCall *call, GError **error);
int nixie_cmd_confirm (const NixieCall *call, GError **error);
int nixie_cmd_explain (const NixieCall *call, GError **error);
int nixie_cmd_export (const NixieCall *call, GError **error);
int nixie_cmd_filter (const NixieCall *call, GError **error);
int nixie_cmd_forget (const NixieCall *call, GError **error);
int nixie_cmd_held (const NixieCall *call, GError **error);
int nixie_cmd_import (const NixieCall *call, GError **error);
int nixie_cmd_list (const NixieCall *call, GError **error);
int nixie_cmd_parse (const NixieCall *call, GError **error);
int nixie_cmd_policy (const NixieCall *call, GError **error);
int nixie_cmd_prune (const NixieCall *call, GError **error);
int nixie_cmd_rebuild (const NixieCall *call, GError **error);
int nixie_cmd_release (const NixieCall *call, GError **error);
int nixie_cmd_remove (const NixieCall *call, GError **error);
int nixie_cmd_scan (const NixieCall *call, GError **error);
int nixie_cmd_show (const NixieCall *call, GError **error);
int nixie_cmd_undo (const NixieCall *call, GError **error);
int nixie_cmd_verify (const NixieCall *call, GError **error);
int nixie_cmd_verp (const NixieCall *call, GError **error);

#endif
