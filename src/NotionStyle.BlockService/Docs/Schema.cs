namespace NotionStyle.BlockService.Docs;

/// <summary>The kinds of JSON values.</summary>
internal enum ValueKind
{
    Object,
    List,
    Text,
    Integer,
    Number,
    Bool,

    /// <summary>Any JSON value.</summary>
    Any,
}

/// <summary>A member of an object.</summary>
internal sealed record Property(string Name, Schema Schema, bool IsRequired = true);

/// <summary>
/// What a value on the wire looks like. Requests are checked by the declarations that carry these (<see cref="Wire.Field" />), and
/// the tests hold every answer against them; so the OpenAPI document says what the service does.
/// </summary>
internal sealed record Schema(ValueKind Kind, string Summary = "")
{
    /// <summary>The name under which the document holds it once; null to write it where it is used.</summary>
    public string? Name { get; init; }

    public string? Format { get; init; }

    public string? Pattern { get; init; }

    public bool IsNullable { get; init; }

    /// <summary>Of an object: every member that it may have; null when it may have any.</summary>
    public IReadOnlyList<Property>? Members { get; init; }

    /// <summary>Of a list: its items.</summary>
    public Schema? Items { get; init; }

    /// <summary>Of a text: the only values that it may have; null when it may have any.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The smallest number, length or count.</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest number, length or count.</summary>
    public long? Maximum { get; init; }

    /// <summary>What is taken when the value is not given.</summary>
    public string? Default { get; init; }

    public static Schema Id(string summary) => new(ValueKind.Text, summary) { Format = "uuid" };

    public static Schema Text(string summary) => new(ValueKind.Text, summary);

    public static Schema Choice(string summary, params IReadOnlyList<string> values) =>
        new(ValueKind.Text, summary) { Values = values };

    /// <summary>The one value that the member <c>object</c> has.</summary>
    public static Property Object(string value) => new("object", Choice("What this is.", value));

    public static Schema Time(string summary) =>
        new(ValueKind.Text, summary + " RFC 3339, UTC, milliseconds.") { Format = "date-time" };

    public static Schema Day(string summary) => new(ValueKind.Text, summary) { Format = "date" };

    public static Schema Integer(string summary) => new(ValueKind.Integer, summary);

    public static Schema Bool(string summary) => new(ValueKind.Bool, summary);

    public static Schema Of(string summary, params IReadOnlyList<Property> members) =>
        new(ValueKind.Object, summary) { Members = members };

    public static Schema List(string summary, Schema items) => new(ValueKind.List, summary) { Items = items };

    public Schema OrNull() => this with { IsNullable = true };
}
