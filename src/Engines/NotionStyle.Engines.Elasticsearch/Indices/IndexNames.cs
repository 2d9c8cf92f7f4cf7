using System.Buffers;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>Which names an index or an alias can have; Elasticsearch's rules.</summary>
internal static class IndexNames
{
    private const int BytesMaximum = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\/*?\"<>| ,#:");

    /// <summary>Refuses a name that cannot be one.</summary>
    public static void Check(string name, string kind = "index")
    {
        if (Fault(name) is { } fault)
            throw new ElasticsearchException(
                400,
                kind == "index" ? "invalid_index_name_exception" : "invalid_alias_name_exception",
                $"Invalid {kind} name [{name}], {fault}"
            )
            {
                Index = name,
            };
    }

    private static string? Fault(string name)
    {
        if (name.Length == 0)
            return "must not be empty";
        if (name.AsSpan().ContainsAny(Forbidden) || name.Any(char.IsControl))
            return "must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',',','#',':']";
        if (name[0] is '_' or '-' or '+')
            return "must not start with '_', '-', or '+'";
        if (name is "." or "..")
            return "must not be '.' or '..'";
        if (name.Any(char.IsUpper))
            return "must be lowercase";
        return Encoding.UTF8.GetByteCount(name) > BytesMaximum
            ? $"index name is too long, ({Encoding.UTF8.GetByteCount(name)} > {BytesMaximum})"
            : null;
    }
}
