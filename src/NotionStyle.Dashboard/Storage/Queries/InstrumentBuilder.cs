using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Gathers an instrument from its series.</summary>
internal sealed class InstrumentBuilder(SeriesRow first)
{
    private const int MaximumKeys = 100;
    private const int MaximumValues = 500;

    private readonly SortedDictionary<string, SortedSet<string>> _dimensions = new(StringComparer.Ordinal);
    private string _service = first.Service;
    private int _series;

    public void Add(SeriesRow series)
    {
        _series++;
        // An instrument of several services together is of no one of them.
        if (series.Service != _service)
            _service = "";
        foreach (var (key, value) in series.Attributes.List)
        {
            if (!_dimensions.TryGetValue(key, out var values))
            {
                if (_dimensions.Count == MaximumKeys)
                    continue;
                _dimensions.Add(key, values = new SortedSet<string>(StringComparer.Ordinal));
            }

            if (values.Count < MaximumValues)
                values.Add(value);
        }
    }

    public Instrument ToInstrument() =>
        new(
            _service,
            first.Meter,
            first.Name,
            first.Description,
            first.Unit,
            first.Kind,
            _series,
            [.. _dimensions.Select(d => new KeyValuePair<string, IReadOnlyList<string>>(d.Key, [.. d.Value]))]
        );
}
