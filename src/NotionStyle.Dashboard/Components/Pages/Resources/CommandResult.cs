namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>What became of a command, for the person who gave it.</summary>
/// <param name="IsSuccess">Whether it did what it says.</param>
/// <param name="Text">What happened, in one sentence.</param>
public sealed record CommandResult(bool IsSuccess, string Text);
