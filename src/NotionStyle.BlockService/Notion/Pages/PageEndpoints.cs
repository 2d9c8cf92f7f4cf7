using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Notion.Blocks;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Pages: create, retrieve, update, trash and restore, move, property items.</summary>
internal sealed class PageEndpoints : INotionEndpoints
{
    private readonly PageReader _pages;
    private readonly PageAnswers _answers;
    private readonly PageCreation _creation;
    private readonly PageUpdate _update;
    private readonly PageMove _move;
    private readonly PropertyItems _items;

    public PageEndpoints(
        IBlockStore store,
        IRecordQueries queries,
        IWorkspaces workspaces,
        NotionWriter writer,
        FileLinkFactory links,
        TimeProvider time
    )
    {
        var sources = new DataSourceReader(store, queries);
        var uploads = new UploadAttachment(store, time);
        _pages = new PageReader(store);
        _answers = new PageAnswers(store, sources, links, time);
        var places = new PagePlaceReader(_pages, sources);
        var blocks = new BlockTreeWriter(store, uploads);
        _creation = new PageCreation(store, workspaces, writer, places, blocks, uploads);
        _update = new PageUpdate(store, workspaces, writer, _pages, sources, uploads);
        _move = new PageMove(writer, _pages, places);
        _items = new PropertyItems(_pages, _answers, time);
    }

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Post, "/v1/pages", PageDocs.Create, CreateAsync);
        api.Map(HttpMethods.Get, "/v1/pages/{page_id}", PageDocs.Retrieve, RetrieveAsync);
        api.Map(HttpMethods.Patch, "/v1/pages/{page_id}", PageDocs.Update, UpdateAsync);
        api.Map(HttpMethods.Post, "/v1/pages/{page_id}/move", PageDocs.Move, MoveAsync);
        api.Map(HttpMethods.Get, "/v1/pages/{page_id}/properties/{property_id}", PageDocs.Property, _items.AnswerAsync);
    }

    private async Task CreateAsync(NotionRequest request)
    {
        var id = await request.WithBodyAsync(body => _creation.CreateAsync(request.Actor, body, request.Aborted));
        await AnswerAsync(request, id, refusesUnknown: false);
    }

    private Task RetrieveAsync(NotionRequest request) =>
        AnswerAsync(request, request.PathId("page_id"), refusesUnknown: true);

    private async Task UpdateAsync(NotionRequest request)
    {
        var id = request.PathId("page_id");
        await request.WithBodyAsync(body => _update.UpdateAsync(request.Actor, id, body, request.Aborted));
        await AnswerAsync(request, id, refusesUnknown: false);
    }

    private async Task MoveAsync(NotionRequest request)
    {
        var id = request.PathId("page_id");
        await request.WithBodyAsync(body => _move.MoveAsync(request.Actor, id, body, request.Aborted));
        await AnswerAsync(request, id, refusesUnknown: false);
    }

    /// <summary>Answers with the page as it is by now.</summary>
    private async Task AnswerAsync(NotionRequest request, Guid id, bool refusesUnknown) =>
        await _answers.WriteAsync(request, await _pages.ReadAsync(request.Actor, id, request.Aborted), refusesUnknown);
}
