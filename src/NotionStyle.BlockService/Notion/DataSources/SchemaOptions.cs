using NotionStyle.Blocks.DataSources;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads the options of a select, multi_select or status property of a schema.</summary>
internal static class SchemaOptions
{
    private static readonly (string Group, string Color, string Option, string OptionColor)[] StatusDefaults =
    [
        ("To-do", "gray", "Not started", "default"),
        ("In progress", "blue", "In progress", "blue"),
        ("Complete", "green", "Done", "green"),
    ];

    /// <summary>
    /// Reads the whole list: options that the property has are named by id or name and keep their name and colour, as Notion has it; those that are left out go, others are
    /// new.
    /// </summary>
    public static IReadOnlyList<PropertyOption> Read(PropertyDefinition property, Input list)
    {
        var options = new List<PropertyOption>();
        foreach (var item in list.Items(NotionLimits.ReferencesMaximum))
        {
            var option = ReadOption(property, item, options.Count);
            if (options.Any(o => o.Id == option.Id))
                throw item.Refuse("an option that the list does not name twice");
            if (OptionInput.Find(options, option.Name) is not null)
                throw item["name"].Refuse("a name that no other option has, in any case");
            options.Add(option);
        }

        return options;
    }

    /// <summary>Reads the options of a status. Every status has Notion's three groups; an option that is new stands in the group whose own option has its name, or in the first.</summary>
    public static PropertyDefinition ReadStatus(PropertyDefinition property, Input list)
    {
        if (property.Groups.Count == 0)
            property = property with
            {
                Groups = [.. StatusDefaults.Select(d => new OptionGroup(SchemaIds.NewOption(), d.Group, d.Color, []))],
            };
        var options =
            list.IsGiven ? Read(property, list)
            : property.Options.Count > 0 ? property.Options
            : [.. StatusDefaults.Select(d => new PropertyOption(SchemaIds.NewOption(), d.Option, d.OptionColor))];
        var grouped = property.Groups.SelectMany(g => g.OptionIds).ToHashSet(StringComparer.Ordinal);
        var groups = property
            .Groups.Select(
                (group, index) =>
                    group with
                    {
                        OptionIds =
                        [
                            .. group.OptionIds.Where(id => options.Any(o => o.Id == id)),
                            .. options.Where(o => !grouped.Contains(o.Id) && GroupOf(o) == index).Select(o => o.Id),
                        ],
                    }
            )
            .ToArray();
        return property with { Options = options, Groups = groups };

        int GroupOf(PropertyOption option)
        {
            var wanted = Array.Find(StatusDefaults, d => d.Option == option.Name).Group;
            for (var index = 0; index < property.Groups.Count; index++)
            {
                if (property.Groups[index].Name == wanted)
                    return index;
            }

            return 0;
        }
    }

    private static PropertyOption ReadOption(PropertyDefinition property, Input item, int index)
    {
        item.Object("id", "name", "color", "description");
        var (id, name, color, description) = (item["id"], item["name"], item["color"], item["description"]);
        var known = id.HasValue
            ? property.Options.FirstOrDefault(o => o.Id == id.Text(SchemaLimits.IdLengthMaximum))
            : OptionInput.Find(property.Options, OptionInput.ReadName(name, property.Type));
        if (known is null)
        {
            // A list that was read elsewhere has ids of elsewhere; its names are what can be taken over.
            if (!name.HasValue)
                throw id.Refuse("the id of an option that the property has; a new option needs a name");
            return new PropertyOption(
                SchemaIds.NewOption(),
                OptionInput.ReadName(name, property.Type),
                OptionInput.ReadColor(color) ?? OptionInput.NextColor(index),
                OptionInput.ReadDescription(description)
            );
        }

        if (id.HasValue && name.HasValue && name.Text(SchemaLimits.NameLengthMaximum) != known.Name)
            throw name.Refuse(
                $"`\"{known.Name}\"`: the name of an option cannot be changed by the API; make a new option in its place"
            );
        if (OptionInput.ReadColor(color) is { } wanted && wanted != known.Color)
            throw color.Refuse($"`\"{known.Color}\"`: the color of an option cannot be changed by the API");
        return description.IsGiven ? known with { Description = OptionInput.ReadDescription(description) } : known;
    }
}
