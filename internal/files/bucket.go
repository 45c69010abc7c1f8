package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	// minPart and maxParts are S3's: how much of a file is held in memory while it is uploaded at least, and into how many parts it goes.
	minPart  = 5 << 20
	maxParts = 10_000
	// listed is how many files S3 lists at a time.
	listed = 1000
)

// bucket is a place in S3, or in a service that speaks its protocol.
type bucket struct {
	client *minio.Core
	name   string
	// part is how many bytes are sent at a time.
	part int64
}

// openBucket uses the credentials of the environment, of AWS's files, or of the machine's role.
func openBucket(text string, maxBytes int64) (place, error) {
	u, err := parseBucket(text)
	if err != nil {
		return place{}, err
	}
	client, err := minio.NewCore(u.endpoint.Host, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.FileAWSCredentials{Profile: u.profile}, &credentials.IAM{},
		}),
		Secure: u.endpoint.Scheme == "https", Region: u.region, BucketLookup: u.lookup,
	})
	if err != nil {
		return place{}, err
	}
	b := &bucket{client, u.name, max(minPart, maxBytes/maxParts+1)}
	nothing := func() error { return nil }
	return place{put: b.put, open: b.open, remove: b.remove, list: b.list, probe: b.probe, link: b.link, close: nothing}, nil
}

func (b *bucket) probe(ctx context.Context) error {
	for _, err := range b.listed(ctx, "", 1) {
		return err
	}
	return nil
}

// put sends a small file in one request, and a larger one in parts, of which nothing is left if one can't be read.
func (b *bucket) put(ctx context.Context, name string, about File, r io.Reader) error {
	// MD5 and not signed chunks, which not every service of this protocol can read.
	options := minio.PutObjectOptions{ContentType: about.ContentType, ContentDisposition: about.disposition(), PartSize: uint64(b.part),
		SendContentMd5: true, DisableContentSha256: true}
	var first bytes.Buffer
	size, err := io.CopyN(&first, r, b.part)
	switch {
	case errors.Is(err, io.EOF):
		r = &first
	case err != nil:
		return err
	default:
		r, size = io.MultiReader(&first, r), -1
	}
	_, err = b.client.Client.PutObject(ctx, b.name, name, r, size, options)
	return err
}

func (b *bucket) remove(ctx context.Context, name string) error {
	err := b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{})
	if absent(err) {
		return nil
	}
	return err
}

func (b *bucket) list(ctx context.Context, folder string) iter.Seq2[entry, error] {
	return b.listed(ctx, folder+"/", listed)
}

func (b *bucket) listed(ctx context.Context, prefix string, page int) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		options := minio.ListObjectsOptions{Prefix: prefix, Recursive: true, MaxKeys: page}
		for object := range b.client.Client.ListObjectsIter(ctx, b.name, options) {
			if !yield(entry{object.Key, object.LastModified}, object.Err) || object.Err != nil {
				return
			}
		}
	}
}

func (b *bucket) link(ctx context.Context, name string, expires time.Duration) (string, error) {
	u, err := b.client.PresignedGetObject(ctx, b.name, name, expires, nil)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func (b *bucket) open(ctx context.Context, name string) (*Content, error) {
	body, info, _, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if absent(err) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	o := &object{size: info.Size, body: body, ask: func(from int64) (io.ReadCloser, error) {
		var options minio.GetObjectOptions
		if err := errors.Join(options.SetMatchETag(info.ETag), options.SetRange(from, info.Size-1)); err != nil {
			return nil, err
		}
		rest, _, _, err := b.client.GetObject(ctx, b.name, name, options)
		return rest, err
	}}
	return &Content{o, info.ContentType, info.Metadata.Get("Content-Disposition"), info.LastModified}, nil
}

// absent says whether an error is that there is no such object. That the bucket is missing is another one.
func absent(err error) bool {
	return err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey
}
