using System.Text;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Values as text: what <c>format</c> gives, and what <c>+</c> joins.</summary>
internal static class Words
{
    /// <summary>The value as text; empty for no value. A list is its items with commas between them; a person or a row is its name, and empty when that is not known.</summary>
    public static string Of(Evaluation evaluation, Value value)
    {
        switch (value)
        {
            case Value.Text text:
                return text.Content;
            case Value.Number number:
                return NumberText.Of(number.Amount);
            case Value.Flag flag:
                return flag.IsTrue ? "true" : "false";
            case Value.Date date:
                return DateFormat.Of(date.Range);
            case Value.Choice choice:
                return choice.Name;
            case Value.Person person:
                return evaluation.Context.NameOf(person.Id) ?? "";
            case Value.Row row:
                return evaluation.Context.TitleOf(row.Id) ?? "";
            case Value.File file:
                return file.Name;
            case Value.Many many:
                return Join(evaluation, many.Items, ", ");
            default:
                return "";
        }
    }

    /// <summary>The items as text, with a separator between them.</summary>
    public static string Join(Evaluation evaluation, IReadOnlyList<Value> items, string separator)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                joined.Append(separator);
            joined.Append(Of(evaluation, items[i]));
            Evaluation.RequireLength(joined.Length);
            evaluation.Charge(1);
        }

        evaluation.ChargeText(joined.Length);
        return joined.ToString();
    }
}
