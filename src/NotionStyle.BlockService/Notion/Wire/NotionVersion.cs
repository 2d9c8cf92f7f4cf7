using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>The header <c>Notion-Version</c>, which every request to the Notion API needs.</summary>
internal static class NotionVersion
{
    public const string Header = "Notion-Version";

    /// <exception cref="RefusedException">The header is missing, or names a version that is not spoken here.</exception>
    public static void Check(HttpRequest request)
    {
        var versions = request.Headers[Header];
        if (versions.Count == 0)
            throw new RefusedException(
                new Problem(
                    StatusCodes.Status400BadRequest,
                    "missing_version",
                    $"Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`. Send {Header}: {NotionLimits.Version}."
                )
            );
        if (versions is not [NotionLimits.Version])
            throw new RefusedException(
                new Problem(
                    StatusCodes.Status400BadRequest,
                    "validation_error",
                    $"Notion-Version header failed validation: Notion-Version header should be `\"{NotionLimits.Version}\"`, instead was {Quote.Short(versions.ToString())}."
                )
            );
    }
}
