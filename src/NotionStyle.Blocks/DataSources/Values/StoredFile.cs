using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>A file of a files property as a row holds it: <c>{"name", "url"}</c> for one elsewhere, <c>{"name", "file_upload_id"}</c> for one that was sent here.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">Where it is; null for an upload.</param>
/// <param name="FileUploadId">The upload; null for a file elsewhere.</param>
public sealed record StoredFile(string Name, string? Url, Guid? FileUploadId)
{
    /// <summary>The files of a value; what is not a file is left out.</summary>
    public static IReadOnlyList<StoredFile> Read(JsonNode? stored)
    {
        var files = new List<StoredFile>();
        foreach (var item in StoredJson.Items(stored))
        {
            var (name, url) = (
                StoredJson.Text(StoredJson.Member(item, "name")),
                StoredJson.Text(StoredJson.Member(item, "url"))
            );
            if (url is not null)
                files.Add(new StoredFile(name ?? url, url, null));
            else if (StoredJson.Id(StoredJson.Member(item, "file_upload_id")) is { } upload)
                files.Add(new StoredFile(name ?? upload.ToString(), null, upload));
        }

        return files;
    }

    /// <summary>Writes the file as it is stored.</summary>
    public JsonObject Write() =>
        Url is not null
            ? new JsonObject { ["name"] = Name, ["url"] = Url }
            : new JsonObject { ["name"] = Name, ["file_upload_id"] = FileUploadId.ToString() };
}
