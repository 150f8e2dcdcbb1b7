/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a user's own rules. A line is a reason and its conditions, KEY=VALUE in any order; a value with blanks stands in quotes of
 * either kind, and inside them nothing is escaped. All lines are read, so that a user sees every mistake at once.
 */
#include "reason/own-rules-private.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>

typedef struct {
  const char *name;
  guint line;
  NixieOwnRules *rules;
  GPtrArray *problems;
} Reader;

typedef struct Key Key;
typedef gboolean (*KeyReader) (Reader *reader, NixieOwnRule *rule, const char *value);

struct Key {
  const char *name;
  KeyReader read;
};

static gboolean refuse (Reader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Returns FALSE. */
static gboolean
refuse (Reader *reader, const char *format, ...)
{
  va_list words;
  va_start (words, format);
  g_autofree char *what = g_strdup_vprintf (format, words);
  va_end (words);
  g_ptr_array_add (reader->problems, g_strdup_printf ("%s:%u: %s", reader->name, reader->line, what));
  return FALSE;
}

/* An id of providers.tsv, or the name of a host or domain, which has a dot. */
static gboolean
read_provider (Reader *reader, NixieOwnRule *rule, const char *value)
{
  rule->provider = nixie_provider_from_id (value);
  const char *name = value[0] == '.' ? value + 1 : value;
  const char *dot = strchr (name, '.');
  if (rule->provider == 0 && (dot == NULL || dot == name || dot[1] == '\0' || strpbrk (name, "@ *") != NULL))
    return refuse (reader, _("provider=%s: neither a provider that nixie knows nor the name of a host or domain"), value);
  if (rule->provider == 0)
    rule->host = g_strdup (name);
  return TRUE;
}

static gboolean
read_reply (Reader *reader, NixieOwnRule *rule, const char *value)
{
  const gsize length = strlen (value);
  if (length != 3 || !g_ascii_isdigit (value[0]) || strspn (value, "0123456789xX") != length)
    return refuse (reader, _("reply=%s: not three digits such as 550, nor 55x or 5xx"), value);
  for (gsize i = 0; i < length; i++)
    rule->reply[i] = g_ascii_tolower (value[i]);
  return TRUE;
}

/* A number of at most three digits (RFC 3463 2), or x. */
static gboolean
read_number (const char *word, int *number)
{
  guint64 got = 0;
  if (g_ascii_strcasecmp (word, "x") == 0)
    {
      *number = NIXIE_ANY_NUMBER;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (word, 10, 0, 999, &got, NULL))
    return FALSE;
  *number = (int) got;
  return TRUE;
}

static gboolean
read_status (Reader *reader, NixieOwnRule *rule, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ".", -1);
  const gboolean whole = g_strv_length (parts) == 3 && strlen (parts[0]) == 1 && strchr ("245xX", parts[0][0]) != NULL;
  if (!whole || !read_number (parts[1], &rule->subject) || !read_number (parts[2], &rule->detail))
    return refuse (reader, _("status=%s: not class.subject.detail such as 5.1.1, 5.7.x or x.2.2"), value);
  rule->class = g_ascii_tolower (parts[0][0]);
  return TRUE;
}

static gboolean
read_text (Reader *reader, NixieOwnRule *rule, const char *value)
{
  g_autoptr (GString) folded = g_string_new (NULL);
  nixie_text_fold (nixie_slice_of (value), folded);
  if (folded->len == 0)
    return refuse (reader, _("text= is empty"));
  rule->text = g_strdup (folded->str);
  return TRUE;
}

/* PCRE2 takes limits at the head of a pattern, and of several the lowest holds: no pattern can raise them. The old name of the depth
 * limit is known to PCRE as well, which GLib had before 2.74. */
#if GLIB_CHECK_VERSION(2, 74, 0)
#define HEAP_LIMIT "(*LIMIT_HEAP=" G_STRINGIFY (NIXIE_LIMIT_RULE_HEAP_KIB) ")"
#else
#define HEAP_LIMIT ""
#endif
#define PATTERN_LIMITS \
  "(*LIMIT_MATCH=" G_STRINGIFY (NIXIE_LIMIT_RULE_STEPS) ")(*LIMIT_RECURSION=" G_STRINGIFY (NIXIE_LIMIT_RULE_DEPTH) ")" HEAP_LIMIT

static gboolean
read_regex (Reader *reader, NixieOwnRule *rule, const char *value)
{
  g_autoptr (GError) error = NULL;
  if (value[0] == '\0')
    return refuse (reader, _("regex= is empty"));
  g_autoptr (GRegex) bare = g_regex_new (value, G_REGEX_CASELESS, 0, &error);
  if (bare == NULL) /* the message tells the place in the pattern as the user wrote it */
    return refuse (reader, "regex=: %s", error->message);
  g_autofree char *limited = g_strconcat (PATTERN_LIMITS, value, NULL);
  rule->regex = g_regex_new (limited, G_REGEX_CASELESS, 0, &error);
  return rule->regex != NULL || refuse (reader, "regex=: %s", error->message);
}

static const Key keys[] = {
  { "provider", read_provider }, { "reply", read_reply }, { "status", read_status }, { "text", read_text }, { "regex", read_regex },
};

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;
  return p;
}

/* The value at *P, which is moved behind it; NULL where its quote is not closed or something clings to it. */
static char *
take_value (Reader *reader, const char **p)
{
  const char quote = **p;
  if (quote != '"' && quote != '\'')
    {
      const gsize length = strcspn (*p, " \t");
      *p += length;
      return g_strndup (*p - length, length);
    }
  const char *start = *p + 1, *end = strchr (start, quote);
  if (end == NULL || strchr (" \t", end[1]) == NULL)
    {
      refuse (reader, end == NULL ? _("the quotation mark %c is not closed") : _("no blank follows the closing quotation mark %c"), quote);
      return NULL;
    }
  *p = end + 1;
  return g_strndup (start, (gsize) (end - start));
}

static gboolean
read_condition (Reader *reader, NixieOwnRule *rule, const char **p, guint *seen)
{
  const gsize length = strcspn (*p, "= \t");
  g_autofree char *name = g_strndup (*p, length);
  guint k = 0;
  while (k < G_N_ELEMENTS (keys) && ((*p)[length] != '=' || strcmp (keys[k].name, name) != 0))
    k++;
  if (k == G_N_ELEMENTS (keys))
    return refuse (reader, _("'%s' is no condition: provider=, reply=, status=, text= or regex= expected"), name);
  if ((*seen & 1U << k) != 0)
    return refuse (reader, _("%s= stands twice"), name);
  *p += length + 1;
  g_autofree char *value = take_value (reader, p);
  if (value == NULL || !keys[k].read (reader, rule, value))
    return FALSE;
  *seen |= 1U << k;
  return TRUE;
}

/* A reason that a failure can have. */
static gboolean
read_reason (Reader *reader, NixieOwnRule *rule, const char **p)
{
  const gsize length = strcspn (*p, " \t");
  g_autofree char *id = g_strndup (*p, length);
  if (!nixie_reason_from_id (id, &rule->reason))
    return refuse (reader, _("'%s' is no reason; nixie-reasons(7) lists them"), id);
  if (!nixie_reason_is_failure (rule->reason))
    return refuse (reader, _("'%s' is no failure: a rule can only say why mail has failed"), id);
  *p += length;
  return TRUE;
}

static gboolean
read_rule (Reader *reader, NixieOwnRule *rule, const char *p)
{
  guint seen = 0;
  if (!read_reason (reader, rule, &p))
    return FALSE;
  for (p = skip_blanks (p); *p != '\0' && *p != '#'; p = skip_blanks (p))
    if (!read_condition (reader, rule, &p, &seen))
      return FALSE;
  return seen != 0 || refuse (reader, _("no condition: provider=, reply=, status=, text= or regex= expected"));
}

/* A rule whose conditions stand above it as well is never asked. */
static gboolean
is_asked (Reader *reader, NixieOwnRule *rule)
{
  const char *host = rule->host != NULL ? rule->host : "", *text = rule->text != NULL ? rule->text : "";
  const char *pattern = rule->regex != NULL ? g_regex_get_pattern (rule->regex) : "";
  rule->conditions = g_strdup_printf ("%" G_GUINT64_FORMAT "\n%s\n%s\n%c %d %d\n%s\n%s", rule->provider, host, rule->reply,
                                      rule->class != '\0' ? rule->class : ' ', rule->subject, rule->detail, text, pattern);
  for (guint i = 0; i < reader->rules->rules->len; i++)
    {
      const NixieOwnRule *other = reader->rules->rules->pdata[i];
      if (strcmp (other->conditions, rule->conditions) == 0)
        return refuse (reader, _("never used: line %u has the same conditions"), other->line);
    }
  return TRUE;
}

static void
keep_rule (Reader *reader, NixieOwnRule *rule)
{
  rule->line = reader->line;
  rule->evidence = g_strdup_printf ("rule:%u", rule->line);
  rule->where = g_strdup_printf ("%s:%u", reader->name, rule->line);
  rule->given_up = g_strdup_printf ("rule:%u: the regular expression was given up at its limit", rule->line);
  g_ptr_array_add (reader->rules->rules, rule);
}

static void
read_line (Reader *reader, NixieSlice line)
{
  const NixieSlice trimmed = nixie_slice_trim (line);
  if (trimmed.length == 0 || trimmed.data[0] == '#')
    return;
  if (trimmed.length > NIXIE_LIMIT_RULE_LINE_BYTES)
    refuse (reader, _("a line of more than %d octets"), NIXIE_LIMIT_RULE_LINE_BYTES);
  else if (!g_utf8_validate (trimmed.data, (gssize) trimmed.length, NULL))
    refuse (reader, _("not UTF-8"));
  else if (reader->rules->rules->len == NIXIE_LIMIT_RULES)
    refuse (reader, _("more than %d rules"), NIXIE_LIMIT_RULES);
  else
    {
      g_autoptr (NixieOwnRule) rule = g_new0 (NixieOwnRule, 1);
      g_autofree char *text = g_strndup (trimmed.data, trimmed.length);
      if (read_rule (reader, rule, text) && is_asked (reader, rule))
        keep_rule (reader, g_steal_pointer (&rule));
    }
}

gboolean
nixie_own_rules_read (NixieSlice text, const char *name, NixieOwnRules **rules, GPtrArray *problems)
{
  g_return_val_if_fail (name != NULL && rules != NULL && problems != NULL, FALSE);
  static const char bom[] = "\xef\xbb\xbf";
  g_autoptr (NixieOwnRules) made = nixie_own_rules_new ();
  Reader reader = { name, 1, made, problems };
  const guint before = problems->len;
  if (text.length > NIXIE_LIMIT_RULES_BYTES)
    return refuse (&reader, _("a file of more than %d octets"), NIXIE_LIMIT_RULES_BYTES);
  const char *p = text.data, *end = text.data + text.length;
  if (text.length >= strlen (bom) && memcmp (p, bom, strlen (bom)) == 0)
    p += strlen (bom);
  for (; p < end; reader.line++)
    {
      const char *stop = memchr (p, '\n', (gsize) (end - p));
      read_line (&reader, nixie_slice (p, (gsize) ((stop != NULL ? stop : end) - p)));
      p = stop != NULL ? stop + 1 : end;
    }
  if (problems->len > before)
    return FALSE;
  *rules = g_steal_pointer (&made);
  return TRUE;
}
