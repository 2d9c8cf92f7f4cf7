namespace NotionStyle.Lab.Check;

/// <summary>One thing that the doctor makes sure of.</summary>
internal interface ICheck
{
    /// <summary>What holds when the check passes, as a line of the report says it.</summary>
    string Name { get; }

    /// <summary>What must have been done before, so that the check can be made at all.</summary>
    CheckNeeds Needs { get; }

    /// <summary>Makes the check; gives its figures.</summary>
    /// <exception cref="LabException">It does not hold; the message says why.</exception>
    Task<string> RunAsync(CheckContext context, CancellationToken ct);
}

/// <summary>What a check needs.</summary>
internal enum CheckNeeds
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A stage that runs.</summary>
    Stage,

    /// <summary>A stage that runs, with the input imported.</summary>
    Input,
}
