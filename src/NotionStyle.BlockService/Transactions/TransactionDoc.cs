using NotionStyle.Blocks;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Transactions;

/// <summary>The page of the endpoint in the document. The body has a reader of its own (<see cref="Blocks.Operations.TransactionReader" />), so its schema is written here.</summary>
internal static class TransactionDoc
{
    private static readonly Schema Pointer = Schema.Of(
        "Which record.",
        new Property("table", RecordJson.TableSchema),
        new Property("id", Schema.Id("The record's id; the caller chooses it for a new record.")),
        new Property(
            "space_id",
            Schema.Id("May be given, and is the token's workspace then.").OrNull(),
            IsRequired: false
        )
    );

    private static readonly Schema Operation = Schema.Of(
        "One change to one record.",
        new Property("pointer", Pointer),
        new Property(
            "path",
            Schema.List(
                "Where in the record; empty for the whole of it.",
                Schema.Text("") with
                {
                    Minimum = 1,
                    Maximum = 256,
                }
            ) with
            {
                Maximum = StoreLimits.PathLengthMaximum,
            },
            IsRequired: false
        ),
        new Property(
            "command",
            Schema.Choice(
                "What to do there.",
                "set",
                "update",
                "listBefore",
                "listAfter",
                "listRemove",
                "setPermissionItem"
            )
        ),
        new Property("args", new Schema(ValueKind.Any, "With what; its form depends on the command."))
    ) with
    {
        Name = "operation",
    };

    public static EndpointDoc Endpoint { get; } =
        new(
            "commitTransaction",
            "Transactions",
            "Commit a transaction",
            """
            Operations that are accepted or refused as a whole. The answer comes when they are durable.

            Sending the same body again has no second effect and is answered with `"duplicate": true`; the same id with another body is a conflict. So after a
            lost answer, a 503 or a closed connection, send the same transaction again.

            | command | path | args |
            |---|---|---|
            | `set` | `[]` | the record to make or to put in its place: `type`, `parent_id`, `parent_table`, `properties`, `format`, `content`, `alive` |
            | `set` | a field or a key in it | the value; null takes a key away |
            | `update` | `[]`, or an object | members to merge, one level deep |
            | `listBefore`, `listAfter` | `["content"]` | `{"id", "before"?}`, `{"id", "after"?}`; without an anchor: first, last |
            | `listRemove` | `["content"]` | `{"id"}` |
            | `setPermissionItem` | `["permissions"]` | `{"type", "user_id"?, "role"}` |

            An alive block is in the content of its parent: making a block takes a `set` of the block and a `listAfter` on its parent.
            """
        )
        {
            Body = Schema.Of(
                "A transaction.",
                new Property("id", Schema.Id("Chosen by the caller; names the transaction for ever.")),
                new Property(
                    "space_id",
                    Schema.Id("May be given, and is the token's workspace then.").OrNull(),
                    IsRequired: false
                ),
                new Property(
                    "operations",
                    Schema.List("In the order in which they apply.", Operation) with
                    {
                        Minimum = 1,
                        Maximum = StoreLimits.OperationsMaximum,
                    }
                )
            ),
            BodyExample = """
                {
                  "id": "6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01",
                  "operations": [
                    {
                      "pointer": { "table": "block", "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01" },
                      "path": [],
                      "command": "set",
                      "args": {
                        "type": "page",
                        "parent_id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01",
                        "parent_table": "space",
                        "properties": { "title": [["Reading list"]] }
                      }
                    },
                    {
                      "pointer": { "table": "space", "id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01" },
                      "path": ["content"],
                      "command": "listAfter",
                      "args": { "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01" }
                    }
                  ]
                }
                """,
            Answer = Schema.Of(
                "What the transaction did.",
                Schema.Object("transaction"),
                new Property("id", Schema.Id("The transaction.")),
                new Property("duplicate", Schema.Bool("Whether it was committed before, and nothing was done now.")),
                new Property(
                    "records",
                    Schema.List(
                        "The records that it changed.",
                        Schema.Of(
                            "",
                            new Property("table", RecordJson.TableSchema),
                            new Property("id", Schema.Id("The record.")),
                            new Property("version", Schema.Integer("Its version now."))
                        )
                    )
                )
            ),
            AnswerExample = """
                {
                  "object": "transaction",
                  "id": "6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01",
                  "duplicate": false,
                  "records": [
                    { "table": "block", "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01", "version": 1 },
                    { "table": "space", "id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01", "version": 7 }
                  ]
                }
                """,
            Refusals = [403, 404, 409],
        };
}
