using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Api;

/// <summary>Reads the parameters of a request and gathers what is wrong with all of them, so that the caller learns it at once.</summary>
internal sealed class ApiQuery(HttpContext context, TimeProvider time)
{
    private readonly Dictionary<string, string[]> _problems = [];

    /// <summary>What is wrong, by parameter.</summary>
    public IReadOnlyDictionary<string, string[]> Problems => _problems;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Refuses parameters that the endpoint does not have: a filter with a slip in its name would otherwise find everything.</summary>
    public void AllowOnly(IEnumerable<ApiParameter> parameters)
    {
        var known = parameters.Select(p => p.Name).ToArray();
        foreach (var name in context.Request.Query.Keys)
            if (!known.Contains(name))
                Refuse(name, $"There is no such parameter. There are: {string.Join(", ", known)}.");
    }

    public string Text(string name)
    {
        var values = context.Request.Query[name];
        if (values.Count > 1)
            Refuse(name, "It may come once only.");
        return values.Count > 0 ? values[0]! : "";
    }

    public string? TextOrNull(string name) => Text(name) is { Length: > 0 } text ? text : null;

    public string Required(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            Refuse(name, "It is missing.");
        return text;
    }

    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is "" or "false")
            return false;
        if (text == "true")
            return true;
        Refuse(name, $"'{text}' must be true or false.");
        return false;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        var text = Text(name);
        if (text.Length == 0)
            return otherwise;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        Refuse(name, FormattableString.Invariant($"'{text}' must be a whole number from {least} to {most}."));
        return otherwise;
    }

    public int? NumberOrNull(string name) => Text(name).Length == 0 ? null : Number(name, 0, 0, int.MaxValue);

    public TimeRange Range(string name = "range")
    {
        var text = Text(name);
        if (text.Length == 0)
            return TimeRange.All;
        if (!RangeText.TryParse(text, time.GetUtcNow(), out var range))
            Refuse(name, $"'{text}' must be like 15m, 6h, 2d, all or FROM..TO in ISO 8601.");
        return range;
    }

    public long? Duration(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (DurationText.TryParse(text, out var nanoseconds))
            return nanoseconds;
        Refuse(name, $"'{text}' must be a number with ns, us, ms, s or min: 20ms, 1.5s.");
        return null;
    }

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum
    {
        var text = Text(name);
        if (text.Length == 0)
            return otherwise;
        if (!char.IsAsciiDigit(text[0]) && text[0] != '-' && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            return value;
        Refuse(name, $"'{text}' must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
        return otherwise;
    }

    public IReadOnlyList<AttributeFilter> Filters(string name = "f")
    {
        var filters = new List<AttributeFilter>();
        foreach (var text in context.Request.Query[name])
            if (AttributeFilter.TryParse(text, out var filter))
                filters.Add(filter);
            else
                Refuse(
                    name,
                    $"'{text}' must be KEY:OPERATOR:VALUE with an operator of eq, ne, has, not, gt, lt, exists."
                );
        return filters;
    }

    public TraceId? TraceId(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (Telemetry.TraceId.TryParse(text, out var id))
            return id;
        Refuse(name, $"'{text}' must be the 32 hexadecimal digits of a trace.");
        return null;
    }

    public SpanId? SpanId(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (Telemetry.SpanId.TryParse(text, out var id))
            return id;
        Refuse(name, $"'{text}' must be the 16 hexadecimal digits of a span.");
        return null;
    }

    /// <summary>Dimensions as <c>d=KEY:VALUE</c>, the key with URL encoding; several values of a key are alternatives.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Dimensions(string name = "d")
    {
        var dimensions = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var text in context.Request.Query[name])
        {
            var at = text!.IndexOf(':', StringComparison.Ordinal);
            if (at <= 0)
            {
                Refuse(name, $"'{text}' must be KEY:VALUE.");
                continue;
            }

            var key = Uri.UnescapeDataString(text[..at]);
            if (!dimensions.TryGetValue(key, out var values))
                dimensions.Add(key, values = []);
            values.Add(text[(at + 1)..]);
        }

        return dimensions.ToDictionary(d => d.Key, d => (IReadOnlyList<string>)d.Value, StringComparer.Ordinal);
    }

    public void Refuse(string name, string problem) =>
        _problems[name] = _problems.TryGetValue(name, out var known) ? [.. known, problem] : [problem];
}
