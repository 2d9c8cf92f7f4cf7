using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>
/// The form in which a row holds a value, in <c>properties</c> under the property's id. Whatever does not have the form of its type (the operations protocol takes any JSON) reads as no value.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>title, rich_text</term><description>rich text: <c>[["text", [marks]]]</c></description></item>
/// <item><term>number, unique_id</term><description>a JSON number</description></item>
/// <item><term>select, status</term><description>the option's id, a string</description></item>
/// <item><term>multi_select</term><description>option ids, an array of strings</description></item>
/// <item><term>date</term><description><c>{"start": "2026-01-31" or RFC 3339, "end"?, "time_zone"?}</c></description></item>
/// <item><term>people, relation</term><description>ids, an array of strings with dashes</description></item>
/// <item><term>files</term><description><c>[{"name", "url"} or {"name", "file_upload_id"}]</c></description></item>
/// <item><term>checkbox</term><description><c>true</c> or <c>false</c></description></item>
/// <item><term>url, email, phone_number</term><description>a string</description></item>
/// <item><term>place</term><description>the object as it was given</description></item>
/// </list>
/// Formulas, rollups and the row's own stamps are not stored.
/// </remarks>
public static class StoredValue
{
    /// <summary>The value of a property that is not computed.</summary>
    /// <param name="property">The property.</param>
    /// <param name="row">The row.</param>
    public static Value Read(PropertyDefinition property, Record row) =>
        throw new NotSupportedException("Being written.");
}
