/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as the words of an MTA: as they are, and behind the first lines of qmail (QSBMF), Exim and sendmail. Seeds:
 * tests/corpus/producer.
 */
#include "recipient/facts.h"
#include "mime/decode.h"
#include "report/producer.h"
#include "report/reader-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
read_behind (const char *start, NixieSlice words)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_slice_of ("From: MAILER-DAEMON@mx.example.org\n\n"), &headers);
  const NixieNoticeContext context = { .from = headers.value[NIXIE_HEADER_FROM], .to = NIXIE_SLICE_EMPTY, .returned = NIXIE_SLICE_EMPTY,
                                       .general = TRUE, .sure = TRUE };
  g_autoptr (GString) text = g_string_new (start);
  g_string_append_len (text, words.data, (gssize) words.length);
  g_autoptr (NixieStatements) statements = nixie_producer_read (&headers, nixie_slice (text->str, text->len), &context);
  if (statements == NULL)
    return;
  nixie_human_read (nixie_slice (text->str, text->len), statements);
  g_autoptr (GPtrArray) all = nixie_facts_from_statements (statements);
  for (guint i = 0; i < all->len; i++)
    for (guint field = 0; field < NIXIE_N_FIELDS; field++)
      g_assert_true (g_utf8_validate (nixie_facts_get (g_ptr_array_index (all, i), (NixieField) field), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  static const char *const starts[] = { "", "Hi. This is the qmail-send program at mx.example.org.\n\n",
                                        "This message was created automatically by mail delivery software.\n\nfailed:\n\n",
                                        "   ----- Transcript of session follows -----\n",
                                        "Your message could not be delivered to the following recipients:\n\n" };
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  const NixieSlice text = nixie_charset_to_utf8 (nixie_slice (length > 0 ? (const char *) data : "", length), NIXIE_SLICE_EMPTY, keep);
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    read_behind (starts[i], text);
  return 0;
}
