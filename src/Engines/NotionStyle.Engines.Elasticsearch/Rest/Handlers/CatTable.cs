using System.Text;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>A table of <c>_cat</c>: columns of text, or JSON with <c>format=json</c>.</summary>
internal static class CatTable
{
    /// <summary>Writes the rows; <c>h</c> chooses the columns, <c>s</c> the order, <c>v</c> shows the names.</summary>
    public static RestResponse Write(RestRequest request, IEnumerable<(string Name, string Value)[]> cells)
    {
        var rows = cells.ToList();
        foreach (var column in (request.Query("s") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            var name = column.Split(':')[0];
            var isDescending = column.EndsWith(":desc", StringComparison.Ordinal);
            rows = [.. rows.OrderBy(row => Cell(row, name), StringComparer.Ordinal)];
            if (isDescending)
                rows.Reverse();
        }

        if (request.Query("h") is { Length: > 0 } wanted)
        {
            var names = wanted.Split(',');
            rows = [.. rows.Select(row => names.Select(name => (name, Cell(row, name))).ToArray())];
        }

        return request.Query("format") == "json" ? Json(rows) : Lines(rows, request.Flag("v"));
    }

    private static string Cell((string Name, string Value)[] row, string name) =>
        row.FirstOrDefault(cell => cell.Name == name).Value ?? "";

    private static RestResponse Json(List<(string Name, string Value)[]> rows) =>
        RestResponse.Json(
            200,
            writer =>
            {
                writer.WriteStartArray();
                foreach (var row in rows)
                {
                    writer.WriteStartObject();
                    foreach (var (name, value) in row)
                        writer.WriteString(name, value);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
        );

    private static RestResponse Lines(List<(string Name, string Value)[]> rows, bool withNames)
    {
        if (rows.Count == 0)
            return RestResponse.Text("");
        List<string[]> lines = [.. rows.Select(row => row.Select(cell => cell.Value).ToArray())];
        if (withNames)
            lines.Insert(0, [.. rows[0].Select(cell => cell.Name)]);
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.AppendLine(string.Join(' ', line.Select((value, i) => value.PadRight(widths[i]))).TrimEnd());
        return RestResponse.Text(text.ToString());
    }
}
