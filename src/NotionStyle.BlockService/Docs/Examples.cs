namespace NotionStyle.BlockService.Docs;

/// <summary>Values that several examples of the document share.</summary>
internal static class Examples
{
    /// <summary>A page as a record.</summary>
    public const string Page = """
        {
          "table": "block",
          "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01",
          "space_id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01",
          "type": "page",
          "properties": { "title": [["Reading list"]] },
          "format": { "page_icon": "📚" },
          "content": ["5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01"],
          "parent_id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01",
          "parent_table": "space",
          "alive": true,
          "version": 3,
          "created_time": "2026-11-02T09:15:00.000Z",
          "created_by_id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01",
          "last_edited_time": "2026-11-21T16:40:12.345Z",
          "last_edited_by_id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01"
        }
        """;
}
