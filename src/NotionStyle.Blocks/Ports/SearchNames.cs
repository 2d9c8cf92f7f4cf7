namespace NotionStyle.Blocks.Ports;

/// <summary>The names of search's closed sets on the wire.</summary>
public static class SearchNames
{
    /// <summary>The mode's name.</summary>
    public static string Name(this SearchMode mode) =>
        mode switch
        {
            SearchMode.Words => "words",
            SearchMode.Any => "any",
            SearchMode.QuickFind => "quick_find",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mode."),
        };

    /// <summary>The order's name.</summary>
    public static string Name(this SearchOrder order) =>
        order switch
        {
            SearchOrder.Relevance => "relevance",
            SearchOrder.LastEditedDescending => "last_edited_time_descending",
            SearchOrder.LastEditedAscending => "last_edited_time_ascending",
            SearchOrder.CreatedDescending => "created_time_descending",
            SearchOrder.CreatedAscending => "created_time_ascending",
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "Unknown order."),
        };

    /// <summary>The facet's name.</summary>
    public static string Name(this SearchFacet facet) =>
        facet switch
        {
            SearchFacet.Type => "type",
            SearchFacet.LastEditedBy => "last_edited_by",
            SearchFacet.PageId => "page_id",
            SearchFacet.LastEditedMonth => "last_edited_month",
            _ => throw new ArgumentOutOfRangeException(nameof(facet), facet, "Unknown facet."),
        };
}
