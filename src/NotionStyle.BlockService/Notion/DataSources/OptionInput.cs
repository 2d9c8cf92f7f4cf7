using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads the options that a value names: by id or by name, new ones where the type takes them.</summary>
internal static class OptionInput
{
    private static readonly string[] Colors = [.. SchemaWords.Colors.Order(StringComparer.Ordinal)];

    /// <summary>The colours that new options get in turn.</summary>
    private static readonly string[] Turn =
    [
        "blue",
        "green",
        "yellow",
        "orange",
        "red",
        "pink",
        "purple",
        "brown",
        "gray",
    ];

    /// <summary>Reads <c>{"id"?, "name"?, "color"?, "description"?}</c> of a row's value; gives the option's id.</summary>
    public static string Read(PropertyDefinition property, Input input, List<PropertyOption> newOptions)
    {
        input.Object("id", "name", "color", "description");
        var (idInput, nameInput) = (input["id"], input["name"]);
        if (idInput.HasValue)
        {
            var id = idInput.Text(SchemaLimits.IdLengthMaximum);
            if (property.Options.Any(o => o.Id == id))
                return id;
            // A value that came from elsewhere has ids of elsewhere; its name says what is meant.
            if (!nameInput.HasValue)
                throw idInput.Refuse($"the id of an option of {Named(property)} (they are {Known(property)})");
        }
        else if (!nameInput.IsGiven)
        {
            throw idInput.Refuse("defined (or name)");
        }

        var name = ReadName(nameInput, property.Type);
        var option = Find(property.Options.Concat(newOptions), name);
        if (option is not null)
            return option.Id;
        if (property.Type == PropertyType.Status)
            throw nameInput.Refuse(
                $"the name of an option of {Named(property)} (they are {Known(property)}); options of a status are made in the schema"
            );
        option = new PropertyOption(
            SchemaIds.NewOption(),
            name,
            ReadColor(input["color"]) ?? NextColor(property.Options.Count + newOptions.Count),
            ReadDescription(input["description"])
        );
        if (property.Options.Count + newOptions.Count >= SchemaLimits.OptionsMaximum)
            throw BlockStoreException.Invalid(
                $"{nameInput.Place}: {Named(property)} has {SchemaLimits.OptionsMaximum} options, the maximum; take one of them or remove some from the schema."
            );
        newOptions.Add(option);
        return option.Id;
    }

    /// <summary>Reads an option's name: not empty, not too long, and without a comma where options are lists that people write with commas.</summary>
    public static string ReadName(Input input, PropertyType type)
    {
        var name = input.Text(SchemaLimits.NameLengthMaximum, 1);
        if (type != PropertyType.Status && name.Contains(',', StringComparison.Ordinal))
            throw input.Refuse("a name without commas");
        return name;
    }

    /// <summary>Reads a colour; null when none was given.</summary>
    public static string? ReadColor(Input input) => input.HasValue ? input.Choice(Colors) : null;

    /// <summary>Reads a description; null when none was given.</summary>
    public static string? ReadDescription(Input input) =>
        input.HasValue && input.Text(SchemaLimits.DescriptionLengthMaximum) is { Length: > 0 } text ? text : null;

    /// <summary>The option with a name, in any case; one that is written exactly so first.</summary>
    public static PropertyOption? Find(IEnumerable<PropertyOption> options, string name)
    {
        PropertyOption? alike = null;
        foreach (var option in options)
        {
            if (option.Name == name)
                return option;
            if (alike is null && string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase))
                alike = option;
        }

        return alike;
    }

    /// <summary>The colour of the next option that nobody gave one.</summary>
    public static string NextColor(int optionsSoFar) => Turn[optionsSoFar % Turn.Length];

    private static string Named(PropertyDefinition property) => $"the property {Quote.Short(property.Name)}";

    private static string Known(PropertyDefinition property)
    {
        const int shown = 10;
        if (property.Options.Count == 0)
            return "none";
        var names = string.Join(", ", property.Options.Take(shown).Select(o => Quote.Short(o.Name)));
        return property.Options.Count > shown ? $"{names}, …" : names;
    }
}
