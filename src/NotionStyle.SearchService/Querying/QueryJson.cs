using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Querying;

/// <summary>Makes Elasticsearch's queries: what must hold (filters, which do not count), what is looked for, and what makes a hit better.</summary>
internal static class QueryJson
{
    /// <summary>Words of a quick find; the first are the ones that were meant.</summary>
    private const int QuickFindWords = 16;

    /// <summary>Letters of a word up to which a letter or two may be wrong: the automaton of a longer one takes seconds to build, and nobody meant a word.</summary>
    private const int TolerantLengthMaximum = 40;

    /// <summary>What a block's own words, or a page's title, count beside the words of a whole page.</summary>
    private const double BlocksBesidePages = 0.03;

    private static readonly string[] Headings =
    [
        "heading_1",
        "heading_2",
        "heading_3",
        "heading_4",
        "header",
        "sub_header",
        "sub_sub_header",
    ];

    /// <summary>The query of a search; null when nothing can be found by it.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="isMember">Whether they have a role on the workspace itself.</param>
    /// <param name="request">The search.</param>
    /// <param name="isTolerant">For a quick find: whether words may differ by a letter or two.</param>
    public static JsonObject? Of(Actor actor, bool isMember, SearchRequest request, bool isTolerant)
    {
        var looked = request.Mode switch
        {
            SearchMode.Any => Any(request.Query),
            SearchMode.QuickFind => QuickFind(request.Query, isTolerant),
            _ => Words(SearchQuery.Parse(request.Query)),
        };
        if (looked is null)
            return null;
        looked["filter"] = Filters(actor, isMember, request);
        return new JsonObject { ["bool"] = looked };
    }

    /// <summary>The workspace, and who may read, as far as the index knows: the database is asked about each hit again.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="isMember">Whether they have a role on the workspace itself; a guest sees only what is shared with them.</param>
    public static JsonArray Permitted(Actor actor, bool isMember) =>
        [
            Term("space_id", actor.SpaceId.ToString()),
            Term("alive", true),
            Terms(
                "readers",
                [actor.UserId.ToString(), Readers.Everyone, .. isMember ? [Readers.Workspace] : (string[])[]]
            ),
            new JsonObject
            {
                ["bool"] = new JsonObject
                {
                    ["must_not"] = new JsonArray(Term("hidden_from", actor.UserId.ToString())),
                },
            },
        ];

    public static JsonObject Term(string field, JsonNode value) =>
        new() { ["term"] = new JsonObject { [field] = value } };

    public static JsonObject Terms(string field, IEnumerable<string> values) =>
        new() { ["terms"] = new JsonObject { [field] = new JsonArray([.. values.Select(v => (JsonNode)v)]) } };

    private static JsonArray Filters(Actor actor, bool isMember, SearchRequest request)
    {
        var filters = Permitted(actor, isMember);
        filters.Add(Term("has_text", true));
        if (request.Types is { } types)
            filters.Add(Terms("type", types));
        if (request.AncestorId is { } ancestor)
            filters.Add(Term("ancestors", ancestor.ToString()));
        if (request.EditedBy is { } editors)
            filters.Add(Terms("last_edited_by", editors.Select(e => e.ToString())));
        AddRange(filters, "edited_order", request.Times.EditedFrom, request.Times.EditedBefore);
        AddRange(filters, "created_order", request.Times.CreatedFrom, request.Times.CreatedBefore);
        return filters;
    }

    private static void AddRange(JsonArray filters, string field, DateTimeOffset? from, DateTimeOffset? before)
    {
        if (from is null && before is null)
            return;
        var bounds = new JsonObject();
        if (from is { } first)
            bounds["gte"] = SearchDocument.Micros(first);
        if (before is { } end)
            bounds["lt"] = SearchDocument.Micros(end);
        filters.Add(new JsonObject { ["range"] = new JsonObject { [field] = bounds } });
    }

    /// <summary>What is found is decided by the choices alone; what stands beside them makes hits better: the words in a title, the words together, a heading.</summary>
    private static JsonObject? Words(SearchQuery query)
    {
        if (query.Choices.Count == 0)
            return null;
        var choices = query.Choices.Select(Choice).ToArray();
        var must =
            choices.Length == 1
                ? choices[0]
                : new JsonObject
                {
                    ["bool"] = new JsonObject
                    {
                        ["should"] = new JsonArray([.. choices]),
                        ["minimum_should_match"] = 1,
                    },
                };
        var positive = string.Join(' ', query.Choices.SelectMany(c => c).Where(a => !a.IsExcluded).Select(a => a.Text));
        return new JsonObject { ["must"] = new JsonArray(must), ["should"] = Better(positive) };
    }

    private static JsonNode Choice(IReadOnlyList<SearchAtom> atoms)
    {
        JsonArray Of(bool isExcluded) =>
            [.. atoms.Where(a => a.IsExcluded == isExcluded).Select(a => (JsonNode)Phrase("text", a.Text, 1, 0))];
        return atoms is [{ IsExcluded: false } only]
            ? Phrase("text", only.Text, 1, 0)
            : new JsonObject
            {
                ["bool"] = new JsonObject { ["must"] = Of(false), ["must_not"] = Of(true) },
            };
    }

    private static JsonObject? Any(string text)
    {
        if (!SearchQuery.HasTerm(text))
            return null;
        // A page counts by all that is on it together, and comes before its blocks: the words of a question are spread over them.
        return new JsonObject
        {
            ["should"] = new JsonArray(Match("page_text", text, 1), Match("text", text, BlocksBesidePages)),
            ["minimum_should_match"] = 1,
        };
    }

    private static JsonArray Better(string words)
    {
        if (words.Length == 0)
            return [];
        return
        [
            Match("title", words, 1.5),
            Phrase("text", words, 1.5, slop: 4),
            new JsonObject
            {
                ["terms"] = new JsonObject
                {
                    ["type"] = new JsonArray([.. Headings.Select(h => (JsonNode)h)]),
                    ["boost"] = 0.3,
                },
            },
        ];
    }

    private static JsonObject? QuickFind(string text, bool isTolerant)
    {
        var words = SearchQuery.Terms(text).Take(QuickFindWords).ToArray();
        if (words.Length == 0)
            return null;
        var must = new JsonArray();
        for (var i = 0; i < words.Length; i++)
        {
            var ways = new JsonArray(Match("text.plain", words[i], 2), Match("text", words[i], 1));
            // Whoever types a blank has finished the word; stage 1's words are whole as well.
            if (i == words.Length - 1 && !char.IsWhiteSpace(text[^1]))
                ways.Add(Prefix("text.plain", words[i], 1));
            if (isTolerant && words[i].Length <= TolerantLengthMaximum)
                ways.Add(Fuzzy("text.plain", words[i]));
            must.Add(
                new JsonObject
                {
                    ["bool"] = new JsonObject { ["should"] = ways, ["minimum_should_match"] = 1 },
                }
            );
        }

        var whole = string.Join(' ', words);
        return new JsonObject
        {
            ["must"] = must,
            ["should"] = new JsonArray(
                new JsonObject
                {
                    ["match_phrase_prefix"] = new JsonObject
                    {
                        ["title.plain"] = new JsonObject
                        {
                            ["query"] = whole,
                            ["boost"] = 6,
                            ["max_expansions"] = 50,
                        },
                    },
                },
                new JsonObject
                {
                    ["match_phrase_prefix"] = new JsonObject
                    {
                        ["text.plain"] = new JsonObject
                        {
                            ["query"] = whole,
                            ["boost"] = 2,
                            ["max_expansions"] = 50,
                        },
                    },
                }
            ),
        };
    }

    private static JsonObject Match(string field, string text, double boost) =>
        new()
        {
            ["match"] = new JsonObject
            {
                [field] = new JsonObject { ["query"] = text, ["boost"] = boost },
            },
        };

    private static JsonObject Phrase(string field, string text, double boost, int slop)
    {
        var options = new JsonObject { ["query"] = text, ["boost"] = boost };
        if (slop > 0)
            options["slop"] = slop;
        return new JsonObject { ["match_phrase"] = new JsonObject { [field] = options } };
    }

    private static JsonObject Prefix(string field, string word, double boost) =>
        new()
        {
            ["prefix"] = new JsonObject
            {
                [field] = new JsonObject { ["value"] = word, ["boost"] = boost },
            },
        };

    /// <summary>Elasticsearch's AUTO: no letter for words of up to two, one for up to five, two for longer; the first has to be right.</summary>
    private static JsonObject Fuzzy(string field, string word) =>
        new()
        {
            ["fuzzy"] = new JsonObject
            {
                [field] = new JsonObject
                {
                    ["value"] = word,
                    ["fuzziness"] = "AUTO",
                    ["prefix_length"] = 1,
                    ["max_expansions"] = 50,
                    ["boost"] = 0.2,
                },
            },
        };
}
