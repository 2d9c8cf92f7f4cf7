using System.Text.Json;
using System.Text.RegularExpressions;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class DocumentTests(SharedService shared)
{
    private static readonly string[] Endpoints =
    [
        "DELETE /v1/blocks/{block_id}",
        "DELETE /v1/comments/{comment_id}",
        "DELETE /v1/tokens/{id}",
        "GET /v1/analytics/active-editors",
        "GET /v1/analytics/blocks-by-type",
        "GET /v1/analytics/growth",
        "GET /v1/analytics/most-edited-pages",
        "GET /v1/blocks/{block_id}",
        "GET /v1/blocks/{block_id}/children",
        "GET /v1/comments",
        "GET /v1/comments/{comment_id}",
        "GET /v1/data_sources/{data_source_id}",
        "GET /v1/data_sources/{data_source_id}/templates",
        "GET /v1/databases/{database_id}",
        "GET /v1/file_uploads",
        "GET /v1/file_uploads/{file_upload_id}",
        "GET /v1/members",
        "GET /v1/members/me",
        "GET /v1/pages/{id}/chunk",
        "GET /v1/pages/{page_id}",
        "GET /v1/pages/{page_id}/properties/{property_id}",
        "GET /v1/shards",
        "GET /v1/users",
        "GET /v1/users/me",
        "GET /v1/users/{user_id}",
        "PATCH /v1/blocks/{block_id}",
        "PATCH /v1/blocks/{block_id}/children",
        "PATCH /v1/comments/{comment_id}",
        "PATCH /v1/data_sources/{data_source_id}",
        "PATCH /v1/databases/{database_id}",
        "PATCH /v1/pages/{page_id}",
        "POST /v1/comments",
        "POST /v1/data_sources",
        "POST /v1/data_sources/{data_source_id}/query",
        "POST /v1/databases",
        "POST /v1/file_uploads",
        "POST /v1/file_uploads/{file_upload_id}/complete",
        "POST /v1/file_uploads/{file_upload_id}/send",
        "POST /v1/members",
        "POST /v1/pages",
        "POST /v1/pages/{page_id}/move",
        "POST /v1/search",
        "POST /v1/search/blocks",
        "POST /v1/sync",
        "POST /v1/tokens",
        "POST /v1/transactions",
        "POST /v1/workspaces",
    ];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_document_lists_every_endpoint_and_nothing_else()
    {
        var api = await ApiDescription.ReadAsync(_service);
        Assert.Equal(Endpoints, api.Operations.Select(o => o.ToString()).Order(StringComparer.Ordinal));
        Assert.StartsWith("3.1", api.Document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_operation_has_a_summary_an_id_of_its_own_security_and_the_error_shape()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var operations = api.Operations.ToArray();
        Assert.Distinct(operations.Select(o => o.Value.GetProperty("operationId").GetString()));
        foreach (var operation in operations)
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("description").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("security").EnumerateArray());
            foreach (var status in operation.Statuses.Where(s => s != "200"))
                Assert.Equal(
                    "#/components/schemas/error",
                    operation.AnswerSchema(status).GetProperty("$ref").GetString()
                );
            Assert.Contains("401", operation.Statuses);
        }

        foreach (var scheme in api.Document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject())
            Assert.Equal("bearer", scheme.Value.GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task Every_example_fits_its_schema()
    {
        var api = await ApiDescription.ReadAsync(_service);
        foreach (var operation in api.Operations)
        {
            if (operation.BodySchema is { } schema)
                Assert.Empty(api.Problems(schema, operation.BodyExample!.Value, $"{operation} body"));
            foreach (var status in operation.Statuses)
                Assert.Empty(
                    api.Problems(
                        operation.AnswerSchema(status),
                        operation.AnswerExample(status),
                        $"{operation} {status}"
                    )
                );
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_a_component()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var references = References(api.Document).Distinct().ToArray();
        Assert.Contains("#/components/schemas/record", references);
        foreach (var reference in references)
            Assert.Equal(JsonValueKind.Object, api.Resolve(reference).ValueKind);
    }

    [Fact]
    public async Task The_root_leads_to_the_documentation()
    {
        var answer = await _service.SendAsync("GET", "/", null);
        Assert.Equal(302, (int)answer.Status);
        Assert.Equal("/docs", answer.Headers["Location"]);
    }

    [Fact]
    public async Task The_documentation_page_names_no_other_site_and_is_held_to_this_one()
    {
        var page = await _service.SendAsync("GET", "/docs/", null);
        page.Ok();
        Assert.DoesNotMatch(new Regex("https?://(?!127\\.0\\.0\\.1)"), page.Text);
        Assert.Contains("connect-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        foreach (Match script in Regex.Matches(page.Text, "src=\"([^\"]+)\""))
            (
                await _service.SendAsync(
                    "GET",
                    new Uri(new Uri(_service.Address, "/docs/"), script.Groups[1].Value).PathAndQuery,
                    null
                )
            ).Ok();
    }

    private static IEnumerable<string> References(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(m =>
                    m is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                        ? [m.Value.GetString()!]
                        : References(m.Value)
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };
}
