using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>
/// A chart as an address has it: <c>METER/INSTRUMENT</c> or <c>SERVICE/METER/INSTRUMENT</c>, then settings after semicolons: <c>g=KEY</c> groups by an attribute, <c>d=KEY=VALUE</c>
/// (any number) keeps series with that value, <c>s=STATISTIC</c> draws one statistic, <c>table</c> shows a table. Names, keys and values are URL-encoded within it.
/// </summary>
/// <param name="Service">The service; null for that of the page.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Instrument">The instrument.</param>
public sealed record ChartSpec(string? Service, string Meter, string Instrument)
{
    /// <summary>Conditions that a chart may have.</summary>
    public const int MaximumDimensions = 20;

    private const string TableWord = "table";

    /// <summary>The attribute to group by; null for none.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Keys with the value that a series must have; several values of one key are alternatives.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dimensions { get; init; } = [];

    /// <summary>The statistic to draw; null for what suits the instrument.</summary>
    public string? Statistic { get; init; }

    /// <summary>Whether to show a table.</summary>
    public bool IsTable { get; init; }

    /// <summary>Reads the form of addresses; null when it is none.</summary>
    public static ChartSpec? Parse(string? text)
    {
        var parts = (text ?? "").Split(';');
        var spec = parts[0].Split('/') switch
        {
            [var meter, var name] => new ChartSpec(null, Decode(meter), Decode(name)),
            [var service, var meter, var name] => new ChartSpec(Decode(service), Decode(meter), Decode(name)),
            _ => null,
        };
        if (spec is null || spec.Instrument.Length == 0 || spec.Service is { Length: 0 })
            return null;
        var dimensions = new List<KeyValuePair<string, string>>();
        foreach (var part in parts.Skip(1))
            switch (part.Split('='))
            {
                case [TableWord]:
                    spec = spec with { IsTable = true };
                    break;
                case ["g", { Length: > 0 } key]:
                    spec = spec with { GroupBy = Decode(key) };
                    break;
                case ["s", { Length: > 0 } statistic]:
                    spec = spec with { Statistic = Decode(statistic) };
                    break;
                case ["d", { Length: > 0 } key, var value] when dimensions.Count < MaximumDimensions:
                    dimensions.Add(new(Decode(key), Decode(value)));
                    break;
                default:
                    return null;
            }
        return spec with { Dimensions = dimensions };
    }

    /// <summary>Whether it is of this instrument, whatever its settings.</summary>
    public bool IsOf(Instrument instrument) =>
        Meter == instrument.Meter
        && Instrument == instrument.Name
        && (Service is null || Service == instrument.Service);

    /// <summary>The same, as text: two charts are alike when their texts are.</summary>
    public bool Equals(ChartSpec? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc />
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The form that <see cref="Parse" /> reads.</summary>
    public override string ToString()
    {
        var path = $"{Encode(Meter)}/{Encode(Instrument)}";
        var text = Service is null ? path : $"{Encode(Service)}/{path}";
        if (GroupBy is not null)
            text += $";g={Encode(GroupBy)}";
        foreach (var (key, value) in Dimensions)
            text += $";d={Encode(key)}={Encode(value)}";
        if (Statistic is not null)
            text += $";s={Encode(Statistic)}";
        return IsTable ? $"{text};{TableWord}" : text;
    }

    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
