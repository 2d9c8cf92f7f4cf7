using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>The parameters of a statement that is put together: whatever comes from outside becomes one, and its place is all that the text gets.</summary>
internal sealed class SqlParameters
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public List<NpgsqlParameter> All { get; } = [];

    /// <summary>A text; the same one is sent once.</summary>
    public string Text(string value)
    {
        if (!_texts.TryGetValue(value, out var place))
            _texts[value] = place = Add(value, NpgsqlDbType.Text);
        return place;
    }

    public string Texts(string[] value) => Add(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public string Number(double value) => Add(value, NpgsqlDbType.Double);

    public string Integer(long value) => Add(value, NpgsqlDbType.Bigint);

    public string Id(Guid value) => Add(value, NpgsqlDbType.Uuid);

    public string Time(DateTimeOffset value) => Add(value, NpgsqlDbType.TimestampTz);

    public string Json(string value) => Add(value, NpgsqlDbType.Jsonb);

    private string Add(object value, NpgsqlDbType type)
    {
        All.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${All.Count}");
    }
}
