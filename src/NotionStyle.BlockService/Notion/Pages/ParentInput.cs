using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>What a page is put under.</summary>
internal enum ParentKind
{
    Workspace,
    Page,
    DataSource,
    Database,
}

/// <summary>The parent of a page as a request names it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id; empty for the workspace.</param>
internal readonly record struct ParentInput(ParentKind Kind, Guid Id)
{
    private const string PageId = "page_id";
    private const string DataSourceId = "data_source_id";
    private const string DatabaseId = "database_id";
    private const string Workspace = "workspace";

    /// <summary>Reads the parent of a new page; none given is the workspace.</summary>
    public static ParentInput OfNew(Input parent) =>
        parent.IsGiven
            ? Read(parent, PageId, DataSourceId, DatabaseId, Workspace)
            : new ParentInput(ParentKind.Workspace, Guid.Empty);

    /// <summary>Reads where a page is moved to.</summary>
    public static ParentInput OfMove(Input parent) =>
        parent.IsGiven ? Read(parent, PageId, DataSourceId) : throw parent.Refuse("defined");

    private static ParentInput Read(Input parent, params ReadOnlySpan<string> kinds)
    {
        var kind = Variant.Of(parent, kinds);
        // The parent of an answer may be sent back; a data source's has the id of its database as well.
        parent.Object(["type", .. kinds, .. kind == DataSourceId ? [DatabaseId] : Array.Empty<string>()]);
        var value = parent[kind];
        switch (kind)
        {
            case Workspace:
                return value.Bool() ? new ParentInput(ParentKind.Workspace, Guid.Empty) : throw value.Refuse("`true`");
            case PageId:
                return new ParentInput(ParentKind.Page, value.Id());
            case DataSourceId:
                return new ParentInput(ParentKind.DataSource, value.Id());
            default:
                return new ParentInput(ParentKind.Database, value.Id());
        }
    }
}
