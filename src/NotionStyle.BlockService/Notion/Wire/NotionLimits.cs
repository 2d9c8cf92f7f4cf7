namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>The limits of the Notion API, as its documentation states them ("Request limits", developers.notion.com).</summary>
internal static class NotionLimits
{
    /// <summary>The one version of the API that is spoken here.</summary>
    public const string Version = "2025-09-03";

    /// <summary>Bytes of a JSON body.</summary>
    public const int BodyBytesMaximum = 500 * 1024;

    /// <summary>Items of an array of blocks, or of rich text.</summary>
    public const int ArrayMaximum = 100;

    /// <summary>Blocks in one request, all levels together.</summary>
    public const int BlocksMaximum = 1_000;

    /// <summary>Levels of blocks in one request: children, and their children.</summary>
    public const int LevelsMaximum = 2;

    /// <summary>Characters of <c>text.content</c>.</summary>
    public const int TextMaximum = 2_000;

    /// <summary>Characters of an address.</summary>
    public const int UrlMaximum = 2_000;

    /// <summary>Characters of an equation's expression.</summary>
    public const int EquationMaximum = 1_000;

    /// <summary>Options of a select, multi_select or status property; related pages; people: each in one request.</summary>
    public const int ReferencesMaximum = 100;

    /// <summary>Characters of an e-mail address and of a telephone number.</summary>
    public const int ContactMaximum = 200;

    /// <summary>Results in one part of a list, and how many come unless fewer are asked for.</summary>
    public const int PageSizeMaximum = 100;

    /// <summary>References that a page shows of one property; its property item has the others.</summary>
    public const int ReferencesShown = 25;
}
