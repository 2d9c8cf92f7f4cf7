namespace NotionStyle.Lab;

/// <summary>The commands that messages tell people to type.</summary>
internal static class Remedies
{
    public const string StartAppHost = "dotnet run --project NotionStyle.AppHost -- --stage 1";
    public const string Lab = "dotnet run --project src/NotionStyle.Lab --";
}
