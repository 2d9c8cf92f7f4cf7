using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>The pages of the document about file uploads.</summary>
internal static class FileUploadDocs
{
    private const string Tag = "File uploads";

    private static string Sent { get; } =
        FileUploadJson
            .Example.Replace("\"pending\"", "\"uploaded\"", StringComparison.Ordinal)
            .Replace("\"content_length\": null", "\"content_length\": 48213", StringComparison.Ordinal)
            .Replace(
                ",\n  \"upload_url\": \"http://127.0.0.1:5480/v1/file_uploads/7e1f0b9a-4c3d-4e2f-9a8b-6c5d4e3f2a01/send\"",
                "",
                StringComparison.Ordinal
            );

    public static EndpointDoc Create { get; } =
        new(
            "createFileUpload",
            Tag,
            "Create a file upload",
            $"The first of two steps: then send the file to `/v1/file_uploads/{{file_upload_id}}/send`. An upload that is attached to nothing ends after an hour. "
                + $"Files are sent in one part, of up to {FileUploadLimits.FileBytesMaximum} bytes."
        )
        {
            Body = Schema.Of(
                "What the file is.",
                new Property(
                    "mode",
                    Schema.Choice("How it is sent; `multi_part` and `external_url` are refused.", "single_part") with
                    {
                        Default = "single_part",
                    },
                    IsRequired: false
                ),
                new Property(
                    "filename",
                    Schema.Text(
                        $"Its name, without a path, of at most {FileUploadLimits.NameBytesMaximum} bytes; else the one that comes with the file."
                    ) with
                    {
                        Minimum = 1,
                        Maximum = FileUploadLimits.NameBytesMaximum,
                    },
                    IsRequired: false
                ),
                new Property(
                    "content_type",
                    Schema.Text("Its media type; else the one that comes with the file, or that its name tells.") with
                    {
                        Minimum = 1,
                        Maximum = FileUploadLimits.ContentTypeLengthMaximum,
                    },
                    IsRequired: false
                )
            ),
            BodyExample = """{ "mode": "single_part", "filename": "plan.pdf", "content_type": "application/pdf" }""",
            Answer = FileUploadJson.Schema,
            AnswerExample = FileUploadJson.Example,
        };

    public static EndpointDoc Retrieve { get; } =
        new(
            "retrieveFileUpload",
            Tag,
            "Retrieve a file upload",
            "Of the token's own user; those of others are not found."
        )
        {
            Answer = FileUploadJson.Schema,
            AnswerExample = FileUploadJson.Example,
            Refusals = [404],
        };

    public static EndpointDoc Send { get; } =
        new(
            "sendFileUpload",
            Tag,
            "Send the file",
            "The second step: the file in the field `file` of a form. What the upload declared and what comes with the file must not contradict each other."
        )
        {
            BodyType = "multipart/form-data",
            Body = Schema.Of(
                "A form with the file.",
                new Property("file", Schema.Text("The file.") with { Format = "binary" })
            ),
            Answer = FileUploadJson.Schema,
            AnswerExample = Sent,
            Refusals = [404, 409],
        };

    public static EndpointDoc Complete { get; } =
        new(
            "completeFileUpload",
            Tag,
            "Complete a file upload of several parts",
            "There are none here, so this is always refused: an upload of a single part is complete with its file."
        )
        {
            Answer = FileUploadJson.Schema,
            AnswerExample = Sent,
            Refusals = [404],
        };

    public static EndpointDoc List(QueryShape query) =>
        new(
            "listFileUploads",
            Tag,
            "List file uploads",
            "Those of the token's own user, newest first. With a `status`, a part may have fewer results than were asked for and still go on."
        )
        {
            Query = query,
            Answer = Paging.ListOf("File uploads.", "file_upload", FileUploadJson.Schema),
            AnswerExample = $$"""
                {
                  "object": "list",
                  "results": [{{FileUploadJson.Example}}],
                  "next_cursor": null,
                  "has_more": false,
                  "type": "file_upload",
                  "file_upload": {}
                }
                """,
        };
}
