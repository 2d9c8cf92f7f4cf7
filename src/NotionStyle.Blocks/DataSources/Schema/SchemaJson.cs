using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.DataSources;

/// <summary>The form in which a collection holds its schema: <c>format.schema</c>, an object from property id to definition.</summary>
public static class SchemaJson
{
    /// <summary>Reads the schema of a collection. What is not a definition (the operations protocol takes any JSON) is left out; a missing title property is put in.</summary>
    public static DataSourceSchema Read(Record collection) => throw new NotSupportedException("Being written.");

    /// <summary>Writes one definition as it is stored.</summary>
    public static JsonObject Write(PropertyDefinition property) => throw new NotSupportedException("Being written.");
}
