namespace NotionStyle.Dashboard.Telemetry;

/// <summary>How an attribute is compared.</summary>
public enum FilterOperator
{
    /// <summary>The same text.</summary>
    Equals,

    /// <summary>Another text, or none.</summary>
    NotEquals,

    /// <summary>The text is in it, in any case.</summary>
    Contains,

    /// <summary>The text is not in it, in any case.</summary>
    NotContains,

    /// <summary>A number above this one.</summary>
    GreaterThan,

    /// <summary>A number below this one.</summary>
    LessThan,

    /// <summary>There is one, whatever it is.</summary>
    Exists,
}

/// <summary>
/// A condition on one attribute. In URLs and in the API it is <c>KEY:OPERATOR:VALUE</c>, the operator one of <c>eq ne has not gt lt exists</c>, with <c>:off</c> after the operator
/// when it is switched off; a colon in a key is written <c>%3A</c> and so on (URL encoding of the key).
/// </summary>
/// <param name="Key">
/// The attribute. On spans also the fields <c>name</c>, <c>kind</c>, <c>status</c>, <c>scope</c>, <c>trace_id</c>; on logs <c>body</c>, <c>scope</c>, <c>severity</c>, <c>event</c>,
/// <c>trace_id</c>; on both <c>resource.NAME</c> for an attribute of the resource.
/// </param>
/// <param name="Operator">How to compare.</param>
/// <param name="Value">With what.</param>
/// <param name="IsEnabled">Whether it counts; one that is switched off stays in sight.</param>
public sealed record AttributeFilter(string Key, FilterOperator Operator, string Value, bool IsEnabled = true)
{
    private static readonly string[] Names = ["eq", "ne", "has", "not", "gt", "lt", "exists"];

    private const string Off = "off";

    /// <summary>Reads <c>KEY:OPERATOR[:off]:VALUE</c>; false when it is none.</summary>
    public static bool TryParse(string? text, out AttributeFilter filter)
    {
        filter = new AttributeFilter("", FilterOperator.Exists, "");
        var parts = (text ?? "").Split(':', 3);
        if (parts.Length < 2 || parts[0].Length == 0 || Array.IndexOf(Names, parts[1]) is var at && at < 0)
            return false;
        var value = parts.Length == 3 ? parts[2] : "";
        var enabled = true;
        if (value == Off || value.StartsWith(Off + ":", StringComparison.Ordinal))
        {
            enabled = false;
            value = value.Length > Off.Length ? value[(Off.Length + 1)..] : "";
        }
        else if (value.StartsWith(':'))
        {
            // An empty flag keeps a value that begins with the flag's own name apart from it.
            value = value[1..];
        }

        filter = new AttributeFilter(Uri.UnescapeDataString(parts[0]), (FilterOperator)at, value, enabled);
        return true;
    }

    /// <summary>The form that <see cref="TryParse" /> reads.</summary>
    public override string ToString()
    {
        var key = Uri.EscapeDataString(Key);
        var name = Names[(int)Operator];
        if (!IsEnabled)
            return $"{key}:{name}:{Off}:{Value}";
        var ambiguous = Value == Off || Value.StartsWith(Off + ":", StringComparison.Ordinal) || Value.StartsWith(':');
        return $"{key}:{name}:{(ambiguous ? ":" : "")}{Value}";
    }
}

/// <summary>From when to when; an open end is null. The start is included, the end is not.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The moment after the last.</param>
public readonly record struct TimeRange(Timestamp? From, Timestamp? To)
{
    /// <summary>All that there is.</summary>
    public static TimeRange All => default;
}

/// <summary>Which traces to show.</summary>
public sealed record TraceFilter
{
    /// <summary>Traces that began then.</summary>
    public TimeRange Range { get; init; }

    /// <summary>Traces with a span of this service (<c>service.name</c>); null for all.</summary>
    public string? Service { get; init; }

    /// <summary>Traces whose root began in this run; null for all.</summary>
    public int? Run { get; init; }

    /// <summary>At least as long, in nanoseconds.</summary>
    public long? MinDurationNano { get; init; }

    /// <summary>At most as long, in nanoseconds.</summary>
    public long? MaxDurationNano { get; init; }

    /// <summary>Only traces with a span that failed.</summary>
    public bool ErrorsOnly { get; init; }

    /// <summary>Traces with this in the name of a span or in a value of its attributes, in any case; or the id of the trace itself.</summary>
    public string Text { get; init; } = "";

    /// <summary>One span of the trace meets all of these that are switched on.</summary>
    public IReadOnlyList<AttributeFilter> Attributes { get; init; } = [];

    /// <summary>In which order.</summary>
    public TraceOrder Order { get; init; }

    /// <summary>How many to leave out at the front.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most, 1 to 1,000.</summary>
    public int Take { get; init; } = 100;
}

/// <summary>The order of a list of traces.</summary>
public enum TraceOrder
{
    /// <summary>The newest first.</summary>
    Newest,

    /// <summary>The oldest first.</summary>
    Oldest,

    /// <summary>The longest first.</summary>
    Longest,

    /// <summary>The shortest first.</summary>
    Shortest,
}

/// <summary>Which log records to show; the newest come first unless <see cref="OldestFirst" />.</summary>
public sealed record LogFilter
{
    /// <summary>Records of then.</summary>
    public TimeRange Range { get; init; }

    /// <summary>Of this service; null for all.</summary>
    public string? Service { get; init; }

    /// <summary>Of this run; null for all.</summary>
    public int? Run { get; init; }

    /// <summary>Of at least this severity (OTLP's number).</summary>
    public int MinSeverity { get; init; }

    /// <summary>With this in the body, the scope or a value of the attributes, in any case.</summary>
    public string Text { get; init; } = "";

    /// <summary>Meeting all of these that are switched on.</summary>
    public IReadOnlyList<AttributeFilter> Attributes { get; init; } = [];

    /// <summary>Written in this trace.</summary>
    public TraceId? TraceId { get; init; }

    /// <summary>Written in this span.</summary>
    public SpanId? SpanId { get; init; }

    /// <summary>The oldest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many to leave out at the front.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most, 1 to 10,000.</summary>
    public int Take { get; init; } = 500;
}
