// What each endpoint answers with, in the words of @notionhq/client. Answers must be full objects: the partial forms, of an id alone, are left out.
import type {
  BlockObjectResponse,
  CommentObjectResponse,
  DatabaseObjectResponse,
  DataSourceObjectResponse,
  FileUploadObjectResponse,
  PageObjectResponse,
  UserObjectResponse,
} from "@notionhq/client";
import type {
  AppendBlockChildrenResponse,
  GetPagePropertyResponse,
  ListBlockChildrenResponse,
  ListCommentsResponse,
  ListFileUploadsResponse,
  ListUsersResponse,
  QueryDataSourceResponse,
  SearchResponse,
} from "@notionhq/client/build/src/api-endpoints";

type ListOf<List, Item> = Omit<List, "results"> & { results: Item[] };

export interface Answers {
  "GET /v1/users": ListUsersResponse;
  "GET /v1/users/me": UserObjectResponse;
  "GET /v1/users/{id}": UserObjectResponse;
  "POST /v1/pages": PageObjectResponse;
  "GET /v1/pages/{id}": PageObjectResponse;
  "PATCH /v1/pages/{id}": PageObjectResponse;
  "POST /v1/pages/{id}/move": PageObjectResponse;
  "GET /v1/pages/{id}/properties/{id}": GetPagePropertyResponse;
  "GET /v1/blocks/{id}": BlockObjectResponse;
  "PATCH /v1/blocks/{id}": BlockObjectResponse;
  "DELETE /v1/blocks/{id}": BlockObjectResponse;
  "GET /v1/blocks/{id}/children": ListOf<ListBlockChildrenResponse, BlockObjectResponse>;
  "PATCH /v1/blocks/{id}/children": ListOf<AppendBlockChildrenResponse, BlockObjectResponse>;
  "POST /v1/databases": DatabaseObjectResponse;
  "GET /v1/databases/{id}": DatabaseObjectResponse;
  "PATCH /v1/databases/{id}": DatabaseObjectResponse;
  "POST /v1/data_sources": DataSourceObjectResponse;
  "GET /v1/data_sources/{id}": DataSourceObjectResponse;
  "PATCH /v1/data_sources/{id}": DataSourceObjectResponse;
  "POST /v1/data_sources/{id}/query": ListOf<QueryDataSourceResponse, PageObjectResponse>;
  "POST /v1/search": ListOf<SearchResponse, PageObjectResponse | DataSourceObjectResponse>;
  "POST /v1/comments": CommentObjectResponse;
  "GET /v1/comments": ListCommentsResponse;
  "GET /v1/comments/{id}": CommentObjectResponse;
  "PATCH /v1/comments/{id}": CommentObjectResponse;
  "DELETE /v1/comments/{id}": CommentObjectResponse;
  "POST /v1/file_uploads": FileUploadObjectResponse;
  "GET /v1/file_uploads": ListFileUploadsResponse;
  "GET /v1/file_uploads/{id}": FileUploadObjectResponse;
  "POST /v1/file_uploads/{id}/send": FileUploadObjectResponse;
}
