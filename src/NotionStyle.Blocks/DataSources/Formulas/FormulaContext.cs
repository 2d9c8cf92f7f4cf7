using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>What a formula is computed from: one row, the moment, and what rows and people that it meets are called.</summary>
public sealed class FormulaContext
{
    /// <summary>The row's value of a property; asked only for <see cref="Formula.Properties" />.</summary>
    public required Func<PropertyDefinition, Value> ValueOf { get; init; }

    /// <summary>What <c>now()</c> is; <c>today()</c> is its day.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What <c>id()</c> is.</summary>
    public Guid RowId { get; init; }

    /// <summary>The title of a related row; null when it is not known.</summary>
    public Func<Guid, string?> TitleOf { get; init; } = static _ => null;

    /// <summary>The name of a person; null when it is not known.</summary>
    public Func<Guid, string?> NameOf { get; init; } = static _ => null;

    /// <summary>The e-mail address of a person; null when it is not known.</summary>
    public Func<Guid, string?> EmailOf { get; init; } = static _ => null;

    /// <summary>The value of a related row's property by its name: <c>prop("Tasks").map(current.prop("Done"))</c>. No value for what is not there.</summary>
    public Func<Guid, string, Value> RelatedValueOf { get; init; } = static (_, _) => Value.Nothing;

    /// <summary>Ends a computation that nobody waits for any more, by an <see cref="OperationCanceledException" />; the only exception there is.</summary>
    public CancellationToken Aborted { get; init; }
}
