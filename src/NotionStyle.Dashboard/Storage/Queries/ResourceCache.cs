using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Reads the resource of a row from four columns (number, service, instance, attributes); rows of one answer with the same number share the object.</summary>
internal sealed class ResourceCache(int firstColumn)
{
    private readonly Dictionary<int, TelemetryResource> _known = [];

    public TelemetryResource Read(DuckDBDataReader row)
    {
        var number = row.GetInt32(firstColumn);
        if (_known.TryGetValue(number, out var resource))
            return resource;
        resource = new TelemetryResource(
            row.GetString(firstColumn + 1),
            row.GetString(firstColumn + 2),
            new TelemetryAttributes(row.GetString(firstColumn + 3))
        );
        _known.Add(number, resource);
        return resource;
    }
}
