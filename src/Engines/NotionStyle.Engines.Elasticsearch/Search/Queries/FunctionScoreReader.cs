using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>function_score</c>.</summary>
internal static class FunctionScoreReader
{
    private const int MaxFunctions = 100;

    /// <summary>Reads the query.</summary>
    public static Query Read(QueryContext context, JsonElement json)
    {
        var body = new Body("function_score", json);
        var inner = body.Take("query") is { } query ? QueryParser.Parse(context, query) : new MatchAllDocsQuery();
        var boost = body.Boost();
        var scoreMode = Mode(body, "score_mode", FunctionMode.Multiply, FunctionMode.Replace);
        var boostMode = Mode(body, "boost_mode", FunctionMode.Multiply, FunctionMode.First);
        var maxBoost = body.Float("max_boost", float.MaxValue);
        float? minScore =
            body.Take("min_score") is { } least && least.ValueKind == JsonValueKind.Number ? least.GetSingle() : null;
        var functions = new List<ScoreFunction>();
        var listed = body.Take("functions");
        if (listed is { ValueKind: JsonValueKind.Array } list)
        {
            if (list.GetArrayLength() > MaxFunctions)
                throw ElasticsearchException.IllegalArgument(
                    $"[function_score] has [{list.GetArrayLength()}] functions; at most [{MaxFunctions}] are allowed"
                );
            foreach (var item in list.EnumerateArray())
                functions.Add(Function(context, new Body("function_score", item), required: true)!);
        }
        else if (listed is { } other)
        {
            throw ElasticsearchException.Parsing(
                $"[function_score] [functions] must be an array but found [{Body.Kind(other)}]"
            );
        }
        body.Ignore("_name");
        if (Function(context, body, required: false) is { } single)
        {
            if (listed is not null)
                throw ElasticsearchException.Parsing(
                    "failed to parse [function_score] query. already found [functions] array, now encountering a single function"
                );
            functions.Add(single);
        }
        return new FunctionScoreQuery(
            inner,
            functions,
            new FunctionScoreOptions(scoreMode, boostMode, maxBoost, minScore)
        )
        {
            Boost = boost,
        };
    }

    private static ScoreFunction? Function(QueryContext context, Body body, bool required)
    {
        var filter = required && body.Take("filter") is { } json ? QueryParser.Parse(context, json) : null;
        var given = body.Rest.Contains("weight");
        var weight = body.Float("weight", 1);
        if (weight < 0)
            throw ElasticsearchException.IllegalArgument($"[weight] cannot be negative: [{weight}]");
        IScoreSource? source = null;
        if (body.Take("field_value_factor") is { } factor)
            source = FieldValueFactor.Read(context, factor);
        else if (body.Take("random_score") is { } random)
            source = RandomScore.Read(random);
        else if (body.Take("gauss") is { } gauss)
            source = Decay.Read(context, "gauss", gauss);
        else if (body.Take("exp") is { } exp)
            source = Decay.Read(context, "exp", exp);
        else if (body.Take("linear") is { } linear)
            source = Decay.Read(context, "linear", linear);
        else if (body.Rest.Contains("script_score"))
            throw ElasticsearchException.Unsupported(
                "[script_score]",
                "use [field_value_factor], a decay function or [weight]"
            );
        body.Done();
        if (source is null && !given)
            return required
                ? throw ElasticsearchException.Parsing(
                    "an entry in functions list is missing a function, such as [weight] or [field_value_factor]"
                )
                : null;
        return new ScoreFunction(filter, weight, source);
    }

    private static FunctionMode Mode(Body body, string key, FunctionMode usual, FunctionMode refused)
    {
        if (body.Text(key) is not { } text)
            return usual;
        return
            Enum.TryParse<FunctionMode>(text, ignoreCase: true, out var mode)
            && mode != refused
            && char.IsAsciiLetter(text[0])
            ? mode
            : throw ElasticsearchException.IllegalArgument($"illegal value [{text}] for [{key}] of [function_score]");
    }
}
