using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Docs;

/// <summary>
/// Writes the OpenAPI document from the endpoints themselves: every route that carries an <see cref="EndpointDoc" />.
/// </summary>
internal sealed class ApiDocument(EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    public const string WorkspaceScheme = "workspace_token";
    private const string AdminScheme = "admin_token";

    /// <summary>The groups in the order in which they are shown: those of the Notion API in the order of its own documentation, then this service's own.</summary>
    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Blocks"] = "What pages are made of: read, append, change and trash blocks.",
        ["Pages"] = "Pages of their own and rows of data sources.",
        ["Databases"] = "Databases: the places in which data sources are kept and shown.",
        ["Data sources"] = "Tables of pages: their schema, and queries over their rows.",
        ["Comments"] = "Discussions on pages and blocks.",
        ["File uploads"] =
            "Files on their way into blocks, properties and comments. The addresses of files in answers are signed and good for an hour.",
        ["Search"] = "By title, as the Notion API has it, and full text.",
        ["Users"] = "The members of a workspace, as the Notion API shows them.",
        ["Workspaces"] = "Where everything begins: the administrator makes a workspace and gets its first token.",
        ["Members"] = "People and programs in a workspace, with their roles.",
        ["Tokens"] = "Bearer tokens; each stands for one member.",
        ["Transactions"] = "The one way in which records change.",
        ["Sync"] = "Keeping copies of records up to date.",
        ["Analytics"] = "Counts over days, for a workspace or for all of them.",
        ["Shards"] = "Where the data lives, for the administrator.",
    };

    private static readonly Schema Error = Schema.Of(
        "Why a request was refused.",
        Schema.Object("error"),
        new Property("status", Schema.Integer("The HTTP status.")),
        new Property("code", Schema.Text("The class of cause, for programs.")),
        new Property("message", Schema.Text("The place, the value and the remedy, for people.")),
        new Property("request_id", Schema.Id("Names the request; also in the header x-request-id."))
    ) with
    {
        Name = "error",
    };

    private static readonly Schema VersionHeader = Schema.Choice(
        "The version of the Notion API that is spoken.",
        NotionLimits.Version
    );

    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken ct
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "NotionStyle block service",
            Version = "1",
            Description = """
                Blocks, pages and workspaces: records that are changed by transactions and read in reading order.

                Ids are UUIDs, with or without dashes. Times are RFC 3339 in UTC with milliseconds. Requests are checked strictly: an unknown member, a wrong type
                or a value out of range is refused with the place, the value and the remedy. Every failure has the one shape `error`, and the header
                `x-request-id` names every request. With 429 and 503 comes `Retry-After`: the same request may be sent again.

                Endpoints with the header `Notion-Version` are the Notion REST API at the version 2025-09-03: Notion's own client works with `baseUrl` set to this
                service. Not part of it are views, custom emojis, OAuth, webhooks, agents, sessions, threads, asynchronous tasks, meeting notes and uploads in several parts;
                they are refused by name with `invalid_request`.
                """,
        };
        document.Components ??= new OpenApiComponents();
        document.AddComponent<IOpenApiSecurityScheme>(WorkspaceScheme, Bearer("The token of a member of a workspace."));
        document.AddComponent<IOpenApiSecurityScheme>(
            AdminScheme,
            Bearer("The administrator's token, `BlockService:AdminToken`.")
        );
        document.Paths = [];
        var tags = endpoints
            .Endpoints.Select(e => e.Metadata.GetMetadata<EndpointDoc>()?.Tag)
            .OfType<string>()
            .ToHashSet();
        document.Tags = Tags.Where(t => tags.Contains(t.Key))
            .Select(t => new OpenApiTag { Name = t.Key, Description = t.Value })
            .ToHashSet();
        var schemas = new OpenApiSchemas(document);
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<EndpointDoc>() is not { } doc)
                continue;
            var path = endpoint.RoutePattern.RawText!;
            if (!document.Paths.TryGetValue(path, out var item))
                document.Paths.Add(path, item = new OpenApiPathItem());
            var method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0];
            ((OpenApiPathItem)item).AddOperation(
                HttpMethod.Parse(method),
                Operation(document, schemas, doc, endpoint.RoutePattern)
            );
        }

        return Task.CompletedTask;
    }

    private static OpenApiOperation Operation(
        OpenApiDocument document,
        OpenApiSchemas schemas,
        EndpointDoc doc,
        RoutePattern route
    )
    {
        var operation = new OpenApiOperation
        {
            OperationId = doc.OperationId,
            Summary = doc.Summary,
            Description = doc.Description,
            Tags = new HashSet<OpenApiTagReference> { new(doc.Tag, document) },
            Security = Security(document, doc.Access),
            Responses = Responses(schemas, doc),
        };
        List<IOpenApiParameter> parameters =
        [
            .. doc.IsNotionApi
                ? [Parameter(schemas, NotionVersion.Header, ParameterLocation.Header, VersionHeader, isRequired: true)]
                : Array.Empty<IOpenApiParameter>(),
            .. route.Parameters.Select(p =>
                Parameter(
                    schemas,
                    p.Name,
                    ParameterLocation.Path,
                    doc.PathValues.GetValueOrDefault(p.Name) ?? Schema.Id("A UUID, with or without dashes."),
                    isRequired: true
                )
            ),
            .. doc.Query.Fields.Select(f =>
                Parameter(schemas, f.Name, ParameterLocation.Query, f.Schema with { IsNullable = false }, f.IsRequired)
            ),
        ];
        if (parameters.Count > 0)
            operation.Parameters = parameters;
        if (doc.Body is { } body)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = Content(schemas, doc.BodyType, body, doc.BodyExample),
            };
        return operation;
    }

    private static OpenApiParameter Parameter(
        OpenApiSchemas schemas,
        string name,
        ParameterLocation location,
        Schema schema,
        bool isRequired
    ) =>
        new()
        {
            Name = name,
            In = location,
            Required = isRequired,
            Description = schema.Summary,
            Schema = schemas.Of(schema with { Summary = "" }),
        };

    private static OpenApiResponses Responses(OpenApiSchemas schemas, EndpointDoc doc)
    {
        var responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = doc.Answer.Summary,
                Content = Json(schemas, doc.Answer, doc.AnswerExample),
            },
        };
        int[] always = doc.Body is null ? [400, 401, 503] : [400, 401, 413, 415, 503];
        int[] limited = doc.IsNotionApi ? [429] : [];
        foreach (var status in always.Concat(limited).Concat(doc.Refusals).Order())
        {
            var code = status.ToString(CultureInfo.InvariantCulture);
            responses[code] = new OpenApiResponse
            {
                Description = Refusals.Meaning(status),
                Content = Json(schemas, Error, Refusals.Example(status)),
            };
        }

        return responses;
    }

    private static Dictionary<string, OpenApiMediaType> Json(OpenApiSchemas schemas, Schema schema, string? example) =>
        Content(schemas, "application/json", schema, example);

    private static Dictionary<string, OpenApiMediaType> Content(
        OpenApiSchemas schemas,
        string type,
        Schema schema,
        string? example
    ) =>
        new()
        {
            [type] = new OpenApiMediaType
            {
                Schema = schemas.Of(schema),
                Example = example is null ? null : JsonNode.Parse(example),
            },
        };

    private static List<OpenApiSecurityRequirement> Security(OpenApiDocument document, Access access)
    {
        string[] schemes = access switch
        {
            Access.Workspace => [WorkspaceScheme],
            Access.Admin => [AdminScheme],
            _ => [WorkspaceScheme, AdminScheme],
        };
        return
        [
            .. schemes.Select(s => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(s, document)] = [],
            }),
        ];
    }

    private static OpenApiSecurityScheme Bearer(string description) =>
        new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = description,
        };
}
