using System.Globalization;
using System.Text.Json;
using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A score from a number of the document.</summary>
internal sealed class FieldValueFactor(MappedField field, double factor, Func<double, double> modifier, double? missing)
    : IScoreSource
{
    /// <summary>Reads <c>field_value_factor</c>.</summary>
    public static FieldValueFactor Read(QueryContext context, JsonElement json)
    {
        var body = new Body("field_value_factor", json);
        var field = Number(context, body.NeedText("field"));
        var factor = body.Float("factor", 1);
        Func<double, double> modifier = (body.Text("modifier") ?? "none").ToLowerInvariant() switch
        {
            "none" => value => value,
            "log" => Math.Log10,
            "log1p" => value => Math.Log10(value + 1),
            "log2p" => value => Math.Log10(value + 2),
            "ln" => Math.Log,
            "ln1p" => value => Math.Log(value + 1),
            "ln2p" => value => Math.Log(value + 2),
            "square" => value => value * value,
            "sqrt" => Math.Sqrt,
            "reciprocal" => value => 1 / value,
            var other => throw ElasticsearchException.IllegalArgument(
                $"No enum constant for modifier [{other}] of [field_value_factor]"
            ),
        };
        var missing = body.Rest.Contains("missing") ? body.Float("missing", 1) : (double?)null;
        body.Done();
        return new FieldValueFactor(field, factor, modifier, missing);
    }

    /// <summary>A numeric field, which functions need.</summary>
    public static MappedField Number(QueryContext context, string name)
    {
        var field =
            context.Target.Mapping.Leaf(name)
            ?? throw ElasticsearchException.IllegalArgument($"unknown field [{name}]");
        return field.Kind.IsNumeric() && field.DocValues
            ? field
            : throw ElasticsearchException.IllegalArgument(
                $"field [{name}] of type [{field.Kind.Name()}] has no numbers that a function of scores can read"
            );
    }

    /// <inheritdoc/>
    public Func<int, double> Open(AtomicReaderContext segment)
    {
        var values = new NumericValues(segment.AtomicReader, field.Path);
        return doc =>
        {
            var value = values.Has(doc)
                ? FieldValues.Decode(field.Kind, values.Least(doc))
                : missing
                    ?? throw new ElasticsearchException(
                        400,
                        "exception",
                        $"Missing value for field [{field.Path}]; set [missing] in [field_value_factor]"
                    );
            var result = modifier(value * factor);
            return double.IsNaN(result) || result < 0
                ? throw ElasticsearchException.IllegalArgument(
                    $"field value function must not produce negative scores, but got: [{result}] for field value: [{value}]"
                )
                : result;
        };
    }
}

/// <summary>A score that falls with the distance of the document's number from an origin.</summary>
internal sealed class Decay(MappedField field, double origin, double offset, Func<double, double> curve) : IScoreSource
{
    /// <summary>Reads <c>gauss</c>, <c>exp</c> or <c>linear</c>.</summary>
    public static Decay Read(QueryContext context, string kind, JsonElement json)
    {
        var outer = new Body(kind, json);
        outer.Ignore("multi_value_mode");
        if (outer.Rest.Count != 1)
            throw ElasticsearchException.Parsing($"[{kind}] needs exactly one field");
        var name = outer.Rest.First();
        var field = FieldValueFactor.Number(context, name);
        var body = new Body(kind, outer.Take(name) ?? default);
        var date = field.Kind == FieldKind.Date;
        var originText =
            body.Text("origin")
            ?? (date ? "now" : throw ElasticsearchException.IllegalArgument($"[{kind}] requires [origin]"));
        double origin;
        if (date)
        {
            origin = DateMath.TryParse(originText, field.Format, context.Now, false, null, out var moment)
                ? moment
                : throw body.Bad("origin", originText, "it is no date");
        }
        else
        {
            origin = Real(body, "origin", originText);
        }
        var scale = Span(body, "scale", date, body.NeedText("scale"));
        var offset = body.Text("offset") is { } offsetText ? Span(body, "offset", date, offsetText) : 0;
        var decay = body.Float("decay", 0.5f);
        body.Done();
        if (scale <= 0 || offset < 0 || decay is <= 0 or >= 1)
            throw ElasticsearchException.IllegalArgument(
                $"[{kind}] needs a [scale] above 0, an [offset] of 0 or more and a [decay] between 0 and 1, got [{scale}], [{offset}], [{decay}]"
            );
        Func<double, double> curve = kind switch
        {
            "gauss" => distance => Math.Exp(distance * distance * Math.Log(decay) / (scale * scale)),
            "exp" => distance => Math.Exp(Math.Log(decay) / scale * distance),
            _ => distance => Math.Max(0, ((scale / (1 - decay)) - distance) / (scale / (1 - decay))),
        };
        return new Decay(field, origin, offset, curve);
    }

    /// <inheritdoc/>
    public Func<int, double> Open(AtomicReaderContext segment)
    {
        var values = new NumericValues(segment.AtomicReader, field.Path);
        return doc =>
            values.Has(doc)
                ? curve(Math.Max(0, Math.Abs(FieldValues.Decode(field.Kind, values.Least(doc)) - origin) - offset))
                : 1;
    }

    private static double Span(Body body, string key, bool date, string text) =>
        date
            ? SettingsText.Duration(key, text)?.TotalMilliseconds ?? throw body.Bad(key, text, "it must be a duration")
            : Real(body, key, text);

    private static double Real(Body body, string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw body.Bad(key, text, "it must be a number");
}

/// <summary>A score by chance, the same for the same seed and document.</summary>
internal sealed class RandomScore(int seed) : IScoreSource
{
    /// <summary>Reads <c>random_score</c>.</summary>
    public static RandomScore Read(JsonElement json)
    {
        var body = new Body("random_score", json);
        var seed = body.Text("seed");
        body.Ignore("field");
        body.Done();
        return new RandomScore(seed is null ? Random.Shared.Next() : unchecked((int)Hash(seed)));
    }

    /// <inheritdoc/>
    public Func<int, double> Open(AtomicReaderContext segment)
    {
        var seqNo = new NumericValues(segment.AtomicReader, MetaFields.SeqNo);
        return doc =>
        {
            var value = unchecked(
                (ulong)seed * 0x9E3779B97F4A7C15UL ^ (ulong)(seqNo.Has(doc) ? seqNo.Least(doc) : doc)
            );
            value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL);
            value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EBUL);
            return (value >> 40) / (double)(1 << 24);
        };
    }

    private static uint Hash(string text) =>
        text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));
}
