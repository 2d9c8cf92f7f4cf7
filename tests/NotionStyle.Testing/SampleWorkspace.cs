using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>
/// A small workspace with everything that the rules speak of: roles of every kind, an open page, a page closed to all but its owner, a page opened to a
/// guest inside a closed one, a block in the trash, a database with rows, discussions and an upload.
/// </summary>
/// <remarks>
/// <code>
/// space                owner: editor, writer: read_and_write, reader: reader, commenter: comment_only
///   open (page)        text, todo, toggle [inner], sub (page) [subText]; trashed is in the trash below it
///   closed (page)      grants: everybody none, owner editor
///     secret
///     shared (page)    grants: guest read_and_write, writer editor
///       sharedText
///   other (page)       otherText; grants: writer editor
///   work (page)        database [source: row [rowText], closedRow (grants: everybody none, owner editor), trashedRow; trashedSource: lostRow]
/// </code>
/// The commenter began a discussion on row with a comment; the writer answered. The writer began one on text, and sent an upload.
/// The guest and the stranger have nothing on the space.
/// </remarks>
public sealed class SampleWorkspace
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Guid SpaceId { get; init; } = Id(1);
    public RecordPointer Space => RecordPointer.Space(SpaceId);

    public Actor Owner => new(SpaceId, Id(0x11));
    public Actor Writer => new(SpaceId, Id(0x12));
    public Actor Reader => new(SpaceId, Id(0x13));
    public Actor Commenter => new(SpaceId, Id(0x14));
    public Actor Guest => new(SpaceId, Id(0x15));
    public Actor Stranger => new(SpaceId, Id(0x16));
    public IReadOnlyList<Actor> Actors => [Owner, Writer, Reader, Commenter, Guest, Stranger];

    public Guid Open { get; } = Id(0x100);
    public Guid Text { get; } = Id(0x101);
    public Guid Todo { get; } = Id(0x102);
    public Guid Toggle { get; } = Id(0x103);
    public Guid Inner { get; } = Id(0x104);
    public Guid Sub { get; } = Id(0x105);
    public Guid SubText { get; } = Id(0x106);
    public Guid Trashed { get; } = Id(0x107);
    public Guid Closed { get; } = Id(0x200);
    public Guid Secret { get; } = Id(0x201);
    public Guid Shared { get; } = Id(0x202);
    public Guid SharedText { get; } = Id(0x203);
    public Guid Other { get; } = Id(0x300);
    public Guid OtherText { get; } = Id(0x301);
    public Guid Work { get; } = Id(0x400);
    public Guid Database { get; } = Id(0x401);
    public Guid Row { get; } = Id(0x402);
    public Guid RowText { get; } = Id(0x403);
    public Guid ClosedRow { get; } = Id(0x404);
    public Guid TrashedRow { get; } = Id(0x405);
    public Guid LostRow { get; } = Id(0x406);
    public RecordPointer Source { get; } = RecordPointer.Collection(Id(0x410));
    public RecordPointer TrashedSource { get; } = RecordPointer.Collection(Id(0x411));
    public RecordPointer RowDiscussion { get; } = new(RecordTable.Discussion, Id(0x420));
    public RecordPointer TextDiscussion { get; } = new(RecordTable.Discussion, Id(0x421));
    public RecordPointer Question { get; } = new(RecordTable.Comment, Id(0x430));
    public RecordPointer Answer { get; } = new(RecordTable.Comment, Id(0x431));
    public RecordPointer Upload { get; } = new(RecordTable.FileUpload, Id(0x440));

    /// <summary>The records at version 1, each call anew.</summary>
    public List<Record> Records()
    {
        var open = RecordPointer.Block(Open);
        var closed = RecordPointer.Block(Closed);
        var work = RecordPointer.Block(Work);
        return
        [
            Make(
                Space,
                "space",
                null,
                [Open, Closed, Other, Work],
                grants:
                [
                    Grant(Owner, Role.Editor),
                    Grant(Writer, Role.ReadAndWrite),
                    Grant(Reader, Role.Reader),
                    Grant(Commenter, Role.CommentOnly),
                ]
            ),
            Make(open, "page", Space, [Text, Todo, Toggle, Sub], """{"title":[["Open"]]}"""),
            Make(RecordPointer.Block(Text), "paragraph", open, [], """{"title":[["Some text"]]}"""),
            Make(RecordPointer.Block(Todo), "to_do", open, [], """{"title":[["A task"]],"checked":[["Yes"]]}"""),
            Make(RecordPointer.Block(Toggle), "toggle", open, [Inner]),
            Make(RecordPointer.Block(Inner), "paragraph", RecordPointer.Block(Toggle), []),
            Make(RecordPointer.Block(Sub), "page", open, [SubText]),
            Make(RecordPointer.Block(SubText), "paragraph", RecordPointer.Block(Sub), []),
            Make(RecordPointer.Block(Trashed), "paragraph", open, [], alive: false),
            Make(
                closed,
                "page",
                Space,
                [Secret, Shared],
                grants: [new PermissionItem(PermissionScope.Space, null, Role.None), Grant(Owner, Role.Editor)]
            ),
            Make(RecordPointer.Block(Secret), "paragraph", closed, [], """{"title":[["Secret"]]}"""),
            Make(
                RecordPointer.Block(Shared),
                "page",
                closed,
                [SharedText],
                grants: [Grant(Guest, Role.ReadAndWrite), Grant(Writer, Role.Editor)]
            ),
            Make(RecordPointer.Block(SharedText), "paragraph", RecordPointer.Block(Shared), []),
            Make(RecordPointer.Block(Other), "page", Space, [OtherText], grants: [Grant(Writer, Role.Editor)]),
            Make(RecordPointer.Block(OtherText), "paragraph", RecordPointer.Block(Other), []),
            Make(work, "page", Space, [Database]),
            Make(RecordPointer.Block(Database), "child_database", work, [], """{"title":[["Tasks"]]}"""),
            Make(Source, "collection", RecordPointer.Block(Database), [], """{"title":[["Tasks"]]}"""),
            Make(TrashedSource, "collection", RecordPointer.Block(Database), [], alive: false),
            Make(RecordPointer.Block(Row), "page", Source, [RowText], """{"title":[["A row"]]}"""),
            Make(RecordPointer.Block(RowText), "paragraph", RecordPointer.Block(Row), []),
            Make(
                RecordPointer.Block(ClosedRow),
                "page",
                Source,
                [],
                grants: [new PermissionItem(PermissionScope.Space, null, Role.None), Grant(Owner, Role.Editor)]
            ),
            Make(RecordPointer.Block(TrashedRow), "page", Source, [], alive: false),
            Make(RecordPointer.Block(LostRow), "page", TrashedSource, []),
            Make(RowDiscussion, "discussion", RecordPointer.Block(Row), [], by: Commenter),
            Make(TextDiscussion, "discussion", RecordPointer.Block(Text), [], by: Writer),
            Make(Question, "comment", RowDiscussion, [], """{"title":[["Why?"]]}""", by: Commenter),
            Make(Answer, "comment", RowDiscussion, [], """{"title":[["So."]]}""", by: Writer),
            Make(Upload, "file_upload", Space, [], by: Writer),
        ];
    }

    private Record Make(
        RecordPointer pointer,
        string type,
        RecordPointer? parent,
        IReadOnlyList<Guid> content,
        string? properties = null,
        PermissionItem[]? grants = null,
        bool alive = true,
        Actor? by = null
    ) =>
        new()
        {
            Pointer = pointer,
            Type = type,
            Parent = parent,
            Content = content,
            Properties = new JsonField(properties),
            Permissions = grants is null ? null : new PermissionList(grants),
            Alive = alive,
            Version = 1,
            CreatedTime = Start,
            CreatedBy = (by ?? Owner).UserId,
            LastEditedTime = Start,
            LastEditedBy = (by ?? Owner).UserId,
        };

    private static PermissionItem Grant(Actor actor, Role role) => new(PermissionScope.User, actor.UserId, role);

    private static Guid Id(int number) => new(number, 0x5a5a, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);
}
